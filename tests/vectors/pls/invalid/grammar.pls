<grammar version="1.0" xmlns="http://www.w3.org/2001/06/grammar" xml:lang="en" root="a"><rule id="a">b</rule></grammar>
