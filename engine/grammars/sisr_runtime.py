"""The ECMAScript that runs the tags of one parse, handed to a script worker together with the parse.

RUNTIME and SCOPED_RUNTIME are functions of a program; what they return is text, as `engine.grammars.semantic_value`
reads it::

    {"score": 0.9, "name": "session:menu@x",
     "grammars": [{"tags": ["var base = 10;"], "dialect": "script", "vars": {}}, ...],  the global tags of each document
     "rules": [{"grammar": 0, "name": "a", "text": "go on",  a rule application of the flat parse list, the root first
                "parts": [{"tag": "out = 1;"}, {"literal": "yes"}, {"rule": 1}]}, ...]}

Every grammar gets a scope of its own that its rules can only read (SISR §6.3.1, §6.3.4): its global tags run in a
function that ends with an object of what they declared, whose setters fail; the rules are functions inside a `with` of
that object. Around all stands another `with`, of a proxy that makes assigning to what was never declared an error
(§3.2.2). Strict mode would do that too, but also forbid `out = "x"; out.y = 1;`, which §3.3.1 has among its examples.
A tag has to be a program by itself before it is put among its neighbours.

In other dialects than SISR's own "script" (`engine.grammars.dialects`) an undeclared name is just one more variable,
and a rule whose tags leave `out` alone has its default value. What names mean in the tags of "dollar" and of those
where assigning makes slots is told by `engine.grammars.scope_runtime`.
"""

from __future__ import annotations

from typing import Final

from engine.grammars.scope_runtime import SCOPES

DISALLOWED: Final = {"x": 1}
"""What SCOPED_RUNTIME tells of a sentence that its own tags refuse."""

_RUNTIME: Final = r"""
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

  // A scope says what names mean; inside it stands a function of its own, so that `var` makes a variable of the rule.
  function body(rule) {
    var scoped = program.grammars[rule.grammar].dialect in scopes;
    var source = scoped ? "function ($rule) { var $$scope = $rule.scope, $$refer = $rule.refer;\n" +
      "with ($$scope) { (function () {\n" :
      "function ($rule) { var out = $rule.out, rules = $rule.rules, meta = $rule.meta, $$refer = $rule.refer;\n";
    rule.parts.forEach(function (part) {
      if ("rule" in part) source += "$$refer(" + part.rule + ");\n";
      else if ("literal" in part) source += "out = " + JSON.stringify(part.literal) + ";\n";
      else { checkTag(part.tag); source += part.tag + "\n;\n"; }
    });
    return source + (scoped ? "})(); } }" : "return out; }");
  }
  function hasTags(rule) { return rule.parts.some(function (part) { return !("rule" in part); }); }

  /* scopes */

  // All grammars are parsed before one runs: after that the global object is closed.
  var sources = program.grammars.map(function (grammar, index) {
    grammar.tags.forEach(checkTag);
    var globals = grammar.tags.join("\n;\n"), names = declared(globals), numbers = [], bodies = [];
    program.rules.forEach(function (rule, number) {
      if (rule.grammar === index && hasTags(rule)) { numbers.push(number); bodies.push(body(rule)); }
    });
    return {names: names, maybe: candidates(globals, names), numbers: numbers, text:
      "(function ($guard) { with ($guard) { return function ($names, $maybe, $fixed, $known) {\n" + globals +
      "\n;\nvar $found = $maybe.filter(function ($name) {" +
      " try { return eval('typeof ' + $name) !== 'undefined'; } catch ($error) { return false; } });\n" +
      "$names.concat($found).forEach(function ($name) { $known[$name] = true; });\n" +
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
  function guard(strict, names) {
    return new Proxy(names, {
      has: function (names, name) {
        return typeof name === "string" && (name in names || !(name in globalThis) && asked[name] !== true);
      },
      get: function (names, name) { return typeof name !== "string" || name in names ? names[name] : missing(name); },
      set: function (names, name, value) { if (strict) missing(name); names[name] = value; return true; }
    });
  }
  function fixed(name) { throw new TypeError("'" + name + "' is read-only"); }
  function free(name) {}

  // What global tags made: `known` of what they declared, `names` of what they only assigned to.
  var bodies = {}, known = [], assigned = [];
  sources.forEach(function (source, index) {
    var strict = program.grammars[index].dialect === "script", names = assigned[index] = Object.create(null);
    known[index] = Object.create(null);
    var made = run(source.text)(guard(strict, names))(source.names, source.maybe, strict ? fixed : free, known[index]);
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
    var rule = program.rules[number], dialect = program.grammars[rule.grammar].dialect, scope = scopes[dialect];
    var out = new Object(), rules = new Object(), meta = new Object(), value;
    var current = readOnly({text: rule.text, score: program.score});
    var at = {rule: rule, out: out, rules: rules, meta: meta, current: current, refer: refer, referred: [],
      isGlobal: function (name) { return name in known[rule.grammar] || name in assigned[rule.grammar]; }};
    hidden(rules, "latest", function () { return at.latest; });
    hidden(meta, "current", function () { return current; });
    hidden(meta, "latest", function () { return at.latestMeta; });
    function refer(child) {
      var name = program.rules[child].name;
      at.latest = evaluate(child);
      at.latestMeta = {text: program.rules[child].text, score: program.score};
      at.referred.push(child);
      // What a rule of that name would hide stays callable.
      if (name !== "latest") shown(rules, name, at.latest);
      if (name !== "latest" && name !== "current") shown(meta, name, at.latestMeta);
      if (scope) scope.refer(at, name, child);
    }
    if (scope) at.scope = scope.open(at);
    if (bodies[number] !== undefined) value = bodies[number](at);
    else rule.parts.forEach(function (part) { refer(part.rule); });
    if (scope) return scope.close(at, number);
    return bodies[number] !== undefined && (dialect === "script" || changed(value, out)) ? value : byDefault(at);
  }
  function changed(value, out) { return value !== out || Object.keys(out).length > 0; }
  function byDefault(at) { return at.referred.length ? at.latest : at.rule.text; }

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
  var whole = evaluate(0), form = scopes[program.grammars[program.rules[0].grammar].dialect];
  if (form && form.result) whole = form.result(0, whole);
  return JSON.stringify(whole === disallowed ? {x: 1} : told(whole, 0));
})
"""
RUNTIME: Final = _RUNTIME.replace("/* scopes */", "var scopes = {__proto__: null}, disallowed = {};")
SCOPED_RUNTIME: Final = _RUNTIME.replace("/* scopes */", SCOPES)
"""The same for all dialects; reading so much takes a third of a millisecond longer."""
