"""Running English text."""

import pytest

from engine.wording.normalize import normalize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nothing to do.", "Nothing to do."),
        ("It costs $42.10 today.", "It costs forty two dollars and ten cents today."),
        ("on 12/31/2025 at 3:45 pm", "on December thirty first, twenty twenty five at three forty five P M"),
        ("on 13/45/2025", "on thirteen slash forty five slash two thousand twenty five"),
        ("at 5pm.", "at five P M."),
        ("call (555) 123-4567.", "call five five five, one two three, four five six seven."),
        (
            "555-1234 or +44 20 7946 0958",
            "five five five, one two three four or plus four four, two zero, seven nine four six, zero nine five eight",
        ),
        ("Add 1/2 cup and 2 1/2 spoons", "Add half a cup and two and a half spoons"),
        ("3 3/4 miles", "three and three quarters miles"),
        ("at 12 St.", "at twelve Street."),
        ("14 Main St. today", "fourteen Main Street today"),
        ("Dr. Smith on Elm Dr. near St. James", "Doctor Smith on Elm Drive near Saint James"),
        (
            "5 km, 1 kg, 72°F, 10.5%",
            "five kilometers, one kilogram, seventy two degrees Fahrenheit, ten point five percent",
        ),
        ("-4 or 4-5 or 4 – 5", "minus four or four to five or four to five"),
        ("In 1999, since 1850 and by 2030", "In nineteen ninety nine, since eighteen fifty and by twenty thirty"),
        ("the 1990s and '80s", "the nineteen nineties and eighties"),
        ("3 March 2025", "the third of March, twenty twenty five"),
        ("March 45", "March forty five"),
        ("https://www.example.com/help-1/", "W W W dot example dot com slash help dash one"),
        ("mail a.b@x.com", "mail a dot b at x dot com"),
        ("version 1.2.3", "version one point two point three"),
        ("No. 5, #7, №8", "number five, number seven, number eight"),
        ("account 12345678", "account one two three four five six seven eight"),
        ("dial 5551234", "dial five five five, one two three four"),
        ("the 22nd and 1,000th", "the twenty second and one thousandth"),
        ("5'11\" tall", "five feet eleven tall"),
        ("1'2\"", "one foot two"),
        ("AT&T 2+2=4", "A T and T two plus two equals four"),
        ("A ½ & £", "A one half and pound"),
        ("Mr. Jones vs. Ms. Li, etc.", "Mister Jones versus Miz Li, et cetera."),
        ("e.g. this, i.e. that", "for example this, that is that"),
        ("10 V 5 x", "ten volts five x"),
        ("1/0", "one over zero"),
        ("room 007", "room zero zero seven"),
        ("24/7, 120/80, 50/50, 1/16", "twenty four seven, one hundred twenty over eighty, fifty fifty, one sixteenth"),
        ("9am-5pm, 9.30am – 5 pm", "nine A M to five P M, nine thirty A M to five P M"),
        ("10:30-11:00", "ten thirty to eleven"),
        ("$5-$10 or 20%-30%", "five to ten dollars or twenty to thirty percent"),
        ("1990-1995", "nineteen ninety to nineteen ninety five"),
        ("between 1990 and 1995", "between nineteen ninety and nineteen ninety five"),
        ("the year 2025, Q3 2024", "the year twenty twenty five, Q three twenty twenty four"),
        ("1-800-FLOWERS", "one, eight zero zero, FLOWERS"),
        ("555-1234 ext. 5", "five five five, one two three four, extension five"),
        ("123-45-6789", "one two three, four five, six seven eight nine"),
        ("~5 km, 3-5 km", "about five kilometers, three to five kilometers"),
        ("v2.0 3D 10k 14C", "version two point zero three D ten thousand fourteen C"),
        ("Mr.Smith, Rm. 5", "Mister Smith, Room five"),
        ("by the 3rd of March", "by the third of March"),
        ("COVID-19", "COVID nineteen"),
        ("B2B A4", "B two B A four"),
    ],
)
def test_plain(text: str, words: str) -> None:
    assert normalize(text) == words


def test_british_dates() -> None:
    assert normalize("3/4/2025", "en-GB") == "the third of April, twenty twenty five"
