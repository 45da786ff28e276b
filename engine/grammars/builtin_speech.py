"""The rules of the built-in English speech grammars, as ABNF with SISR scripts.

One rule set for all types; each type makes its own rule the root. Words are those that an 8 kHz recogniser is asked to
tell apart, so synonyms are few.

Telephone numbers are said in figures, in pairs ("forty five eighty two") and in round numbers; what is said as one
number is written as one: "eight hundred fifty eight" is 858. Alternatives with a weight are what is meant only where
the others are not: "twenty five" is 25, not 20 and 5, and 800 555 is no 855 and 5.
"""

from __future__ import annotations


def _numbers(names: str, first: int, step: int = 1) -> str:
    return " | ".join(f"{name} {{out = {first + step * index};}}" for index, name in enumerate(names.split()))


_ONES = "one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_MONTHS = "january february march april may june july august september october november december"
_ORDINAL_ONES = "first second third fourth fifth sixth seventh eighth ninth"
_ORDINAL_TEENS = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)

GLOBALS = """{!{
var __digits = {zero: "0", oh: "0", o: "0", one: "1", two: "2", three: "3", four: "4", five: "5", six: "6", seven: "7",
  eight: "8", nine: "9"};
function digitsOf(text) {
  var found = "", words = text.split(" ");
  for (var i = 0; i < words.length; i++) if (words[i] in __digits) found += __digits[words[i]];
  return found;
}
function padded(number, width) {
  var text = String(number);
  while (text.length < width) text = "0" + text;
  return text;
}
}!};"""

DIGIT = f"$digit = zero | oh | {_ONES.replace(' ', ' | ')};\n"
RULES = f"""
{DIGIT}
public $boolean = $yes [$polite] {{out = true;}} | $no [$polite] {{out = false;}};
$polite = please | thanks | "thank you" | sir;
$yes = yes [$is_right] | $is_right | yeah | yep | sure | okay | absolutely | "of course";
$is_right = ["that is" | "that's"] (correct | right);
$no = no [$is_wrong] | $is_wrong | nope | "not at all";
$is_wrong = ["that is" | "that's"] (wrong | incorrect | not (correct | right));

$ones = {_numbers(_ONES, 1)};
$teen = {_numbers(_TEENS, 10)};
$ten = {_numbers(_TENS, 20, 10)};
$below_100 = $ones {{out = rules.ones;}} | $teen {{out = rules.teen;}}
  | $ten {{out = rules.ten;}} [$ones {{out += rules.ones;}}];
$below_1000 = $below_100 {{out = rules.below_100;}}
  | (a {{out = 100;}} | $ones {{out = 100 * rules.ones;}}) hundred [[and] $below_100 {{out += rules.below_100;}}];
$below_million = $below_1000 {{out = rules.below_1000;}}
  [thousand {{out = 1000 * out;}} [[and] $below_1000 {{out += rules.below_1000;}}]]
  | a thousand {{out = 1000;}} [[and] $below_1000 {{out += rules.below_1000;}}];
$cardinal = (zero | oh) {{out = 0;}} | $below_million {{out = rules.below_million;}}
  | ($below_1000 {{out = 1000000 * rules.below_1000;}} | a {{out = 1000000;}}) million
    [[and] $below_million {{out += rules.below_million;}}];

public $number = {{var sign = "";}} [(minus | negative) {{sign = "-";}} | plus {{sign = "+";}}]
  ($cardinal {{out = String(rules.cardinal);}} [point $fraction {{out += "." + rules.fraction;}}]
  | point $fraction {{out = "0." + rules.fraction;}}) {{out = sign + out;}};
$fraction = $digit<1-> {{out = digitsOf(meta.current().text);}};

public $currency = {{var code = "USD", minor = 0;}} ($cardinal {{out = rules.cardinal;}}
    (dollar | dollars | (euro | euros) {{code = "EUR";}} | (pound | pounds) {{code = "GBP";}})
    [[and] $cents {{minor = rules.cents;}}] | $cents {{out = 0; minor = rules.cents;}})
  {{out = code + out + "." + padded(minor, 2);}};
$cents = $below_100 (cent | cents | pence | penny) {{out = rules.below_100;}};

$month = {_numbers(_MONTHS, 1)};
$day = {_numbers(_ORDINAL_ONES, 1)} | {_numbers(_ORDINAL_TEENS, 10)} | thirtieth {{out = 30;}}
  | twenty $day_ones {{out = 20 + rules.day_ones;}} | thirty first {{out = 31;}}
  | $ones {{out = rules.ones;}} | $teen {{out = rules.teen;}}
  | twenty {{out = 20;}} [$ones {{out += rules.ones;}}] | thirty {{out = 30;}} | thirty one {{out = 31;}};
$day_ones = {_numbers(_ORDINAL_ONES, 1)};
$year = two thousand {{out = 2000;}} [[and] $below_100 {{out += rules.below_100;}}]
  | (nineteen {{out = 1900;}} | twenty {{out = 2000;}}) ($below_100 {{out += rules.below_100;}}
    | oh $ones {{out += rules.ones;}} | hundred);
public $date = {{var y = "????";}} ($month [the] $day | [the] $day [of] $month)
  [$year {{y = padded(rules.year, 4);}}]
  {{out = y + padded(rules.month, 2) + padded(rules.day, 2);}};

$hour = {_numbers(_ONES + " ten eleven twelve", 1)};
$minute = (oh | zero) $ones {{out = rules.ones;}} | $ones {{out = rules.ones;}} | $teen {{out = rules.teen;}}
  | $tens_of_minutes {{out = rules.tens_of_minutes;}} [$ones {{out += rules.ones;}}];
$tens_of_minutes = {_numbers("twenty thirty forty fifty", 20, 10)};
$half_of_day = (a m | am | "in the morning") {{out = "a";}}
  | (p m | pm | "in the afternoon" | "in the evening" | "at night") {{out = "p";}};
public $time = {{var m = 0, h = 0, x = "?";}} ($hour {{h = rules.hour;}} ["o'clock" | $minute {{m = rules.minute;}}]
  | half past $hour {{h = rules.hour; m = 30;}} | [a] quarter past $hour {{h = rules.hour; m = 15;}}
  | [a] quarter to $hour {{h = rules.hour == 1 ? 12 : rules.hour - 1; m = 45;}})
  [$half_of_day {{x = rules.half_of_day;}}] {{out = padded(h, 2) + padded(m, 2) + x;}}
  | noon {{out = "1200p";}} | midnight {{out = "1200a";}};

public $phone = $number_digits {{out = rules.number_digits;}}
  [extension $parts {{out += "x" + rules.parts;}}];
$number_digits = {{out = "";}} [plus] ($parts {{out = rules.parts;}} ["area code" $parts {{out += rules.parts;}}]
  | "area code" $parts {{out = rules.parts;}});
$parts = {{out = "";}} ($part {{out += rules.part;}} | $round $single {{out += rules.round + rules.single;}})<1->
    [$round {{out += rules.round;}}] | $round {{out = String(rules.round);}};
$part = $single {{out = rules.single;}} | $pair {{out = String(rules.pair);}}
  | (/0.9/ ($whole {{out = String(rules.whole);}} | $ten {{out = String(rules.ten);}}) | /0.1/ $VOID);
$single = $figure {{out = rules.figure;}} | double $figure {{out = rules.figure + rules.figure;}}
  | (triple | treble) $figure {{out = rules.figure + rules.figure + rules.figure;}};
$figure = $digit {{out = digitsOf(meta.current().text);}};
$pair = $teen {{out = rules.teen;}} | $ten $ones {{out = rules.ten + rules.ones;}};
$count = $ones {{out = rules.ones;}} | $below_hundred {{out = rules.below_hundred;}};
$round = $count {{out = rules.count;}} (hundred {{out += "00";}} | thousand {{out += "000";}});
$whole = $hundreds {{out = rules.hundreds;}}
  | $count thousand {{out = 1000 * rules.count;}} (and $ones {{out += rules.ones;}}
    | [and] ($below_hundred {{out += rules.below_hundred;}} | $hundreds {{out += rules.hundreds;}}
      | (/0.9/ $ones hundred {{out += 100 * rules.ones;}} | /0.1/ $VOID)));
$hundreds = $count hundred {{out = 100 * rules.count;}}
  (and $ones {{out += rules.ones;}} | [and] $below_hundred {{out += rules.below_hundred;}});
$below_hundred = $pair {{out = rules.pair;}} | (/0.9/ $ten {{out = rules.ten;}} | /0.1/ $VOID);
"""
