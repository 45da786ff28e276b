"""The ECMAScript that runs the tags of one parse, handed to a script worker together with the parse.

RUNTIME is a function of a program; what it returns is text, as `engine.grammars.semantic_value` reads it::

    {"score": 0.9,
     "grammars": [{"tags": ["var base = 10;"], "declared": true}, ...],  the global tags of each document
     "rules": [{"grammar": 0, "name": "a", "text": "go on",  a rule application of the flat parse list, the root first
                "parts": [{"tag": "out = 1;"}, {"literal": "yes"}, {"rule": 1}]}, ...]}

Every grammar gets a scope of its own that its rules can only read (SISR §6.3.1, §6.3.4): its global tags run in a
function that ends with an object of what they declared, whose setters fail; the rules are functions inside a `with` of
that object. Around all stands another `with`, of a proxy that makes assigning to what was never declared an error
(§3.2.2). Strict mode would do that too, but also forbid `out = "x"; out.y = 1;`, which §3.3.1 has among its examples.
A tag has to be a program by itself before it is put among its neighbours.

Grammars whose tags only look like scripts are not `declared`: they come from authors who know other dialects. There an
undeclared name is just one more variable, and a rule whose tags leave `out` alone has its default value.
"""

from __future__ import annotations

from typing import Final

RUNTIME: Final = r"""
(function (program) {
  "use strict";
  var run = eval, most = 100000, deepest = 100;

  // Parses a program, and returns the names of its `var` and `function`: entering its code declares them in the global
  // object, and what is thrown first stands before everything else.
  function parse(source) {
    try { run("throw 0;\n" + source + "\n"); } catch (error) { if (error !== 0) throw error; }
  }
  function declared(source) {
    var before = {};
    if (!/var|function/.test(source)) { parse(source); return []; }
    Object.getOwnPropertyNames(globalThis).forEach(function (name) { before["$" + name] = true; });
    parse(source);
    return Object.getOwnPropertyNames(globalThis).filter(function (name) {
      return before["$" + name] !== true && delete globalThis[name];
    });
  }
  var checked = {};
  function checkTag(source) {
    if (checked["$" + source] !== true) declared(source);
    checked["$" + source] = true;
  }

  // Those of `let`, `const` and `class` are among the words of the source; `typeof` tells later.
  function candidates(source, names) {
    var found = {};
    (source.match(/[A-Za-z_$][\w$]*/g) || []).forEach(function (name) {
      if (!(name in globalThis) && names.indexOf(name) < 0 && name !== "__proto__") found[name] = true;
    });
    return Object.keys(found);
  }

  function body(rule) {
    var source = "function ($rule) { var out = $rule.out, rules = $rule.rules, meta = $rule.meta;\n";
    rule.parts.forEach(function (part) {
      if ("rule" in part) source += "$rule.refer(" + part.rule + ");\n";
      else if ("literal" in part) source += "out = " + JSON.stringify(part.literal) + ";\n";
      else { checkTag(part.tag); source += part.tag + "\n;\n"; }
    });
    return source + "return out; }";
  }
  function hasTags(rule) { return rule.parts.some(function (part) { return !("rule" in part); }); }

  // All grammars are parsed before one runs: after that the global object is closed.
  var sources = program.grammars.map(function (grammar, index) {
    grammar.tags.forEach(checkTag);
    var globals = grammar.tags.join("\n;\n"), names = declared(globals), numbers = [], bodies = [];
    program.rules.forEach(function (rule, number) {
      if (rule.grammar === index && hasTags(rule)) { numbers.push(number); bodies.push(body(rule)); }
    });
    return {names: names, maybe: candidates(globals, names), numbers: numbers, text:
      "(function ($guard) { with ($guard) { return function ($names, $maybe, $fixed) {\n" + globals +
      "\n;\nvar $found = $maybe.filter(function ($name) {" +
      " try { return eval('typeof ' + $name) !== 'undefined'; } catch ($error) { return false; } });\n" +
      "with (eval('({__proto__: null' + $names.concat($found).map(function ($name) {" +
      " return ', get ' + $name + '() { return ' + $name + '; }, set ' + $name +" +
      " '($value) { $fixed(\"' + $name + '\"); ' + $name + ' = $value; }';" +
      " }).join('') + '})')) { return [" + bodies.join(",\n") + "]; } }; } })"};
  });
  Object.freeze(globalThis);

  // `typeof` may name what does not exist; of such names assigning is ignored.
  var asked = {};
  sources.forEach(function (source) {
    (source.text.match(/typeof\s*\(?\s*[A-Za-z_$][\w$]*/g) || []).forEach(function (words) {
      asked[words.match(/[\w$]*$/)[0]] = true;
    });
  });
  function missing(name) { throw new ReferenceError("'" + name + "' is not defined"); }
  function guard(strict) {
    return new Proxy(Object.create(null), {
      has: function (names, name) {
        return typeof name === "string" && (name in names || !(name in globalThis) && asked[name] !== true);
      },
      get: function (names, name) { return typeof name !== "string" || name in names ? names[name] : missing(name); },
      set: function (names, name, value) { if (strict) missing(name); names[name] = value; return true; }
    });
  }
  function fixed(name) { throw new TypeError("'" + name + "' is read-only"); }
  function free(name) {}

  var bodies = {};
  sources.forEach(function (source, index) {
    var strict = program.grammars[index].declared;
    var made = run(source.text)(guard(strict))(source.names, source.maybe, strict ? fixed : free);
    source.numbers.forEach(function (number, index) { bodies[number] = made[index]; });
  });

  function hidden(object, name, value) {
    Object.defineProperty(object, name, {value: value, enumerable: false, configurable: true, writable: true});
  }
  function shown(object, name, value) {
    Object.defineProperty(object, name, {value: value, enumerable: true, configurable: true, writable: true});
  }
  function readOnly(values) {
    var object = {};
    Object.keys(values).forEach(function (name) {
      // Assigning is ignored, not an error (§3.3.3.1).
      var get = function () { return values[name]; };
      Object.defineProperty(object, name, {get: get, set: function () {}, enumerable: true});
    });
    return object;
  }
  function evaluate(number) {
    var rule = program.rules[number], out = new Object(), rules = new Object(), meta = new Object();
    var latest, latestMeta, referred = false, value;
    var current = readOnly({text: rule.text, score: program.score});
    hidden(rules, "latest", function () { return latest; });
    hidden(meta, "current", function () { return current; });
    hidden(meta, "latest", function () { return latestMeta; });
    function refer(child) {
      var name = program.rules[child].name;
      referred = true;
      latest = evaluate(child);
      latestMeta = {text: program.rules[child].text, score: program.score};
      // What a rule of that name would hide stays callable.
      if (name !== "latest") shown(rules, name, latest);
      if (name !== "latest" && name !== "current") shown(meta, name, latestMeta);
    }
    if (bodies[number] !== undefined) {
      value = bodies[number]({out: out, rules: rules, meta: meta, refer: refer});
      if (program.grammars[rule.grammar].declared || value !== out || Object.keys(out).length) return value;
    } else rule.parts.forEach(function (part) { refer(part.rule); });
    return referred ? latest : rule.text;
  }

  // JSON has no undefined, no NaN and no holes, but XML results do (§7.1).
  function told(value, depth) {
    if (depth > deepest) throw new RangeError("the result is circular, or nested too deep");
    if (value !== null && typeof value === "object" && typeof value.toJSON === "function") value = value.toJSON();
    if (value instanceof String || value instanceof Number || value instanceof Boolean) value = value.valueOf();
    if (value === undefined || typeof value === "function" || typeof value === "symbol") return {u: 1};
    if (typeof value === "number" && !isFinite(value)) return {n: String(value)};
    if (value === null || typeof value !== "object") return value;
    var list = Array.isArray(value), properties = [], items = [], index;
    Object.keys(value).forEach(function (key) {
      if (list && String(key >>> 0) === key) return;
      if (typeof value[key] !== "function") properties.push([key, told(value[key], depth + 1)]);
    });
    if (!list) return {o: properties};
    if (value.length > most) throw new RangeError("an array of " + value.length + " elements");
    for (index = 0; index < value.length; index++) items.push(told(value[index], depth + 1));
    return properties.length ? {a: items, p: properties} : {a: items};
  }
  return JSON.stringify(told(evaluate(0), 0));
})
"""
