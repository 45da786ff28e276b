"""The part of the runtime of scripts that says what names mean in the tags of other dialects than SISR's own.

SCOPES is ECMAScript text that stands inside `engine.grammars.sisr_runtime.SCOPED_RUNTIME`. For each dialect it has
`open`, which makes the object through which the tags of one rule application see names; `refer`, told of each rule that
was referred to; `close`, which says what the rule is worth; and where the result of a whole parse has a form of its
own, `result`.
Nothing here runs longer than what the tags ask for, and all of it inside the script's own bounds of time and memory.

"dollar", the drafts of SISR: `$` is the rule's own value, `$$` that of the latest rule, `$$$` what is known about it,
`$name` and `$name$` likewise of the rule of that name, `$recognized` (Microsoft) what is known about this one. `out`,
`rules` and `meta` mean what they do in the recommendation.

"slots" and "nuance": every name that is assigned to without `var` is a slot of the rule, and its value an object of
them. Rules that were referred to are objects by their names. A name that nothing has is undefined. `SWI_…` are no
slots; SWI_literal is the text, SWI_meaning a value beside the slots, and SWI_disallow and SWI_decoy refuse the
sentence. A rule that assigns to nothing has the slots of all rules that it referred to. "properties" adds these in any
case.
"""

from __future__ import annotations

from typing import Final

SCOPES: Final = r"""
  var disallowed = {}, slotted = {};
  // What the text around the tags is made of.
  function isOurs(name) { return typeof name !== "string" || name === "$$scope" || name === "$$refer"; }

  var dollar = {
    open: function (at) {
      var own = Object.create(null);
      var meant = {
        "$": function () { return at.out; }, "out": function () { return at.out; },
        "$$": function () { return at.latest; }, "$$$": function () { return at.latestMeta; },
        "rules": function () { return at.rules; }, "meta": function () { return at.meta; },
        "$recognized": function () {
          return {text: at.rule.text, score: program.score, confidence: program.score};
        }
      };
      at.begun = at.out;
      return new Proxy(Object.create(null), {
        has: function (target, name) {
          return !isOurs(name) && (name[0] === "$" || meant.hasOwnProperty(name)) && !at.isGlobal(name);
        },
        get: function (target, name) {
          if (isOurs(name)) return undefined;
          if (meant.hasOwnProperty(name)) return meant[name]();
          if (name in own) return own[name];
          name = name.slice(1);
          return name.slice(-1) === "$" ? at.meta[name.slice(0, -1)] : at.rules[name];
        },
        set: function (target, name, value) {
          if (name === "$" || name === "out") at.out = value; else own[name] = value;
          return true;
        }
      });
    },
    refer: function () {},
    close: function (at) { return changed(at.out, at.begun) ? at.out : byDefault(at); }
  };

  function isMark(name) { return name.slice(0, 4) === "SWI_"; }
  function isSet(value) { return Number(value) > 0; }
  function copied(from, to) { Object.keys(from).forEach(function (name) { shown(to, name, from[name]); }); }

  // How a rule looks to those that refer to it: an object of its slots that knows its text, and as text is its meaning.
  function seen(slots, meaning, text) {
    var object = {}, plain = {};
    copied(slots, object);
    copied(slots, plain);
    hidden(object, "SWI_literal", text);
    hidden(object, "SWI_spoken", text);
    hidden(object, "SWI_meaning", meaning);
    hidden(object, "valueOf", function () { return meaning !== undefined ? meaning : text; });
    hidden(object, "toString", function () { return String(object.valueOf()); });
    hidden(object, "toJSON", function () { return Object.keys(slots).length ? plain : object.valueOf(); });
    return object;
  }
  // Rules of grammars in other dialects: their properties are slots, any other value is their meaning.
  function adopted(at, child) {
    var value = at.latest, text = program.rules[child].text;
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      return {slots: {}, marks: value === text ? {} : {SWI_meaning: value}, text: text};
    }
    return {slots: value, marks: {}, text: text};
  }
  function braces(value, depth) {
    if (depth > deepest) throw new RangeError("the result is circular, or nested too deep");
    if (value !== null && typeof value === "object" && typeof value.toJSON === "function") value = value.toJSON();
    if (value === null || typeof value !== "object") return String(value);
    return "{" + Object.keys(value).filter(function (name) {
      return typeof value[name] !== "function";
    }).map(function (name) { return name + ":" + braces(value[name], depth + 1); }).join(" ") + "}";
  }

  function slots(dialect) {
    return {
      open: function (at) {
        at.slots = Object.create(null);
        at.marks = Object.create(null);
        at.objects = Object.create(null);
        at.kept = [];
        return new Proxy(Object.create(null), {
          has: function (target, name) { return !isOurs(name) && !at.isGlobal(name); },
          get: function (target, name) {
            if (isOurs(name)) return undefined;
            if (name in at.slots) return at.slots[name];
            if (name in at.marks) return at.marks[name];
            if (name === "SWI_literal" || name === "SWI_spoken") return at.rule.text;
            if (name === "SWI_vars") return program.grammars[at.rule.grammar].vars || {};
            if (name === "SWI_grammarName") return program.name;
            return name in at.objects ? at.objects[name] : globalThis[name];
          },
          set: function (target, name, value) {
            if (isMark(name)) at.marks[name] = value; else shown(at.slots, name, value);
            return true;
          }
        });
      },
      refer: function (at, name, child) {
        var kept = slotted[child] || adopted(at, child);
        at.kept.push(kept);
        at.objects[name] = seen(kept.slots, kept.marks.SWI_meaning, kept.text);
      },
      close: function (at, number) {
        var own = Object.keys(at.slots).length > 0 || "SWI_meaning" in at.marks, slots = {}, marks = {};
        if (!own || dialect === "properties") at.kept.forEach(function (kept) {
          copied(kept.slots, slots);
          copied(kept.marks, marks);
        });
        copied(at.slots, slots);
        copied(at.marks, marks);
        slotted[number] = {slots: slots, marks: marks, text: at.rule.text};
        if (Object.keys(slots).length) {
          if (dialect === "properties" && "SWI_meaning" in marks) shown(slots, "_value", marks.SWI_meaning);
          return slots;
        }
        return "SWI_meaning" in marks ? marks.SWI_meaning : byDefault(at);
      },
      result: function (number, value) {
        var kept = slotted[number], whole = {}, marks = kept.marks;
        if (isSet(marks.SWI_disallow) || isSet(marks.SWI_decoy)) return disallowed;
        if (dialect !== "nuance") return value;
        copied(kept.slots, whole);
        shown(whole, "SWI_literal", "SWI_literal" in marks ? marks.SWI_literal : kept.text);
        if (program.name) shown(whole, "SWI_grammarName", program.name);
        shown(whole, "SWI_meaning", "SWI_meaning" in marks ? marks.SWI_meaning :
          braces(Object.keys(kept.slots).length ? kept.slots : {SWI_literal: whole.SWI_literal}, 0));
        return whole;
      }
    };
  }
  var scopes = {__proto__: null, dollar: dollar, slots: slots("slots"), nuance: slots("nuance"),
    properties: slots("properties")};
"""
