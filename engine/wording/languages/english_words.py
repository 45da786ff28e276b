"""Words of English that tell, by standing before or behind, what a figure or an abbreviation is."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text with blanks between them."""
    return frozenset(text.split())


# Around amounts, measures and counts -------------------------------------------------------------------------------

DETERMINERS = words("a an one each every the your our my his her their its this that another any no two three four")
ADJECTIVES = words(
    "new free monthly annual yearly weekly daily small large full final single additional extra minimum maximum "
    "flat late initial one-time non-refundable nonrefundable refundable old big good whole standard special "
    "promotional pending remaining outstanding"
)
"""Between a determiner and an amount: "a new $10 card"."""
HEADS = words(
    "tablet tablets capsule capsules pill pills dose doses bottle bottles voucher vouchers bill bills note notes "
    "coin coins gift monitor monitors tv tvs screen screens bag bags packet packets sachet sachets fine fee cable "
    "cord hose ladder tank drive race run hike ride limit wait"
)
"""Behind an amount or a measure they are what it belongs to, with or without a determiner."""
FUNCTION_WORDS = words(
    "a an the and or but nor if is are was were be been being am has have had having do does did will would can "
    "could shall should may might must of in on at to for from by with without within into onto over under above "
    "below between after before since until till during through per than as so that which who whose when where "
    "while because not no only also too just even still yet then there here you we i he she it they your our my his "
    "her their its this these those up down off out away ago left remaining later more less each every all any some "
    "both either once twice daily weekly monthly yearly annually today tomorrow yesterday tonight now back long "
    "tall wide high deep thick apart old north south east west northwest northeast southeast southwest total "
    "altogether plus minus vs versus via about around across along against please again uphill downhill online "
    "instead extra"
)
"""None of them is a noun that an amount or a number before it could belong to."""
VERBS = words(
    "goes went gets got comes came costs cost expires expired applies applied belongs leaves left departs departed "
    "arrives arrived lands landed boards runs ran starts started begins began ends ended opens opened closes closed "
    "ships shipped needs means makes made takes took gives gave shows showed says said seems looks works worked "
    "remains remained becomes became buys bought covers covered includes included equals exceeds reaches reached "
    "stays stayed keeps kept charged posted declined cleared due saved marked saw brought failed refers passes "
    "passed calls called flies stops stopped helps allows lets provides offers sits stands returns returned"
)
LONG = "tall|long|wide|high|deep|by|x|thick|apart|away"
PARTED = words(
    "cup teaspoon tablespoon tsp tbsp mile inch foot yard hour minute second day week month year pound ounce gallon "
    "pint quart liter litre kilometer kilometre meter metre acre tablet pill capsule dose page bottle tank point "
    "turn price pack loaf lemon onion avocado bag scoop stick slice can dozen share ton spoon glass bowl packet "
    "century kilo kilogram kilowatt"
)
"""A fraction before one of these is part of one: "3/4 cup"."""
COUNTED_NOUNS = words(
    "users people views downloads messages records devices customers rows parameters calls shares followers "
    "subscribers requests years items tokens streams visitors transactions members viewers searches queries players "
    "accounts units children men women"
)
AFTER_RACES = words("run race walk marathon resolution tv video display monitor content streaming gold ultra screen")

# Around dates and times --------------------------------------------------------------------------------------------

BEFORE_MONTHS = words(
    "in by since until till from of before after early late mid next last every each this through to and during "
    "between starting for beginning around ending on"
)
BEFORE_DAYS = words(
    "on by every next this last until till from before after since for starting coming each following to and "
    "through late early"
)
BEFORE_SMALL_MONTHS = words("on by until till from before after since due dated the of in during")
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")
DOUBTFUL_MONTHS = frozenset({"Mar", "Jun", "Jul", "Sep", "Jan", "Apr"})
BEFORE_HOURS = words("at by from until till before after between and to")
BEFORE_TIMES = words("at by from until till before after to between around since is for departs arrives leaves")
BEFORE_YEARS = words(
    "in since during from until till before after by of through to and between around circa late early mid for "
    "dated died born"
)
DATING = words("from until till before after by of through to and between around for")
"""Those that stand before quantities as well."""
CARDS = words("exp. card cards visa mastercard amex debit expiry expiration exp")
TIMED = words(
    "train bus flight coach ferry leaves leave left departs depart arrives arrive opens open closes close starts "
    "start begins begin ends meet meeting appointment surgery doors kick-off lunch dinner breakfast class lesson "
    "today tomorrow tonight daily show film service boards"
)
ZONES = (
    "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "ET", "CT", "MT", "PT", "AKST", "HST", "GMT", "UTC",
    "BST", "IST", "CET", "CEST", "AEST", "AEDT", "SGT", "JST",
)  # fmt: skip

# Around codes and signs --------------------------------------------------------------------------------------------

NUMBERING = words(
    "confirmation conf conf. order account acct acct. ticket invoice inv tracking case policy claim member serial "
    "phone flight ref ref. item part model card id customer reference po job lot unit apt suite room"
)
CALLING = words("call dial ring phone text contact call: dialling calling")
TEXTING = words("text texting sms send reply message")
BEFORE_KEYS = words("press dial enter hit push key then followed by pressing dialing dialling")
RECKONING = words("is what's calculate compute")
AIRCRAFT = words("boeing aircraft jet plane")
ENDED = words("ended finished drew tied series game match final beat beats")
NUMBERED = words(
    "card cards account accounts number numbers phone ssn aadhaar visa mastercard amex mobile policy a/c code pin "
    "zip order"
)
CRICKET = words("overs over wickets wicket runs innings score scored declared batting")

# Around roman numbers and names ------------------------------------------------------------------------------------

KINGS = words(
    "henry louis charles george edward elizabeth james john philip william richard francis napoleon benedict pius "
    "leo paul peter catherine alexander nicholas frederick gregory urban innocent ivan clement boniface ferdinand "
    "alfonso juan carlos victoria mary ramses ramesses ptolemy albert leopold christian gustav wilhelm umberto "
    "harald haakon abdullah hussein margaret mehmed suleiman selim murad darius xerxes cyrus julius sixtus "
    "celestine honorius joseph rama robert malcolm baldwin otto conrad henri philippe felipe"
)
ROYAL = words("king queen pope emperor empress czar tsar sultan prince princess shah pharaoh kaiser duke")
COUNTED = words(
    "war chapter chapters part parts act scene volume book phase type class level section title article appendix "
    "bowl rocky episode unit division grade stage step tier group mark world table figure series wrestlemania "
    "schedule option annex exhibit module band category paper standard std std. sem semester lesson song psalm "
    "symphony concerto no. ch. vol. fig. art. sec. pt. factor apollo gemini star clause region zone form tome verse "
    "rule line year final fantasy diablo saturn"
)
NO_NUMBERS = frozenset({
    "CD", "DC", "MD", "MC", "CC", "DI", "MI", "CV", "DL", "MM", "DM", "CM", "LL", "CL", "ML", "CIV", "MIX", "DIM",
    "LI", "DVD",
})  # fmt: skip
"""Roman numbers that are other things."""
GIVEN_NAMES = words(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark "
    "donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob "
    "gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond "
    "patrick jack dennis jerry tyler aaron jose henry adam douglas nathan peter zachary kyle walter harold carl "
    "arthur roger keith jeremy lawrence sean christian albert joe ethan austin willie billy bruce ralph roy eugene "
    "louis philip bobby johnny harry howard martin ernest victor todd phillip davis theodore leonard stanley "
    "francis fred earl allen oliver frederick alfred hugh edwin calvin cornelius winston preston trevor grant "
    "marcus luis carlos antonio juan pedro manuel mary patricia elizabeth"
)
NAME_TITLES = words(
    "mr mr. dr dr. prof. prof sir lord judge senator sen. rev. reverend hon. captain capt. col. general gen. "
    "governor gov."
)

# Around abbreviations ----------------------------------------------------------------------------------------------

SENTENCE_STARTS = words(
    "a an the to for please press you your we our if it its this that these those in on at by from as he she they i "
    "my his her their there here when where what which who how why thank thanks call say enter dial visit do does "
    "is are was were can could would should and but or so then after before until once now today tomorrow tonight "
    "all any some no not each every also however check ask see bring use get go turn take stay hold wait listen "
    "remember note with let keep make send have has nothing everything doors tickets seats more one two"
)
AFTER_STREETS = words("apt suite ste unit floor fl and in is at bldg building room rm near to or entrance exit")
STREETS = words(
    "main elm oak pine maple cedar high park wall church market state broad first second third fourth fifth baker "
    "fleet washington lincoln king queen mill bridge station front water spring center chestnut walnut union river "
    "lake hill college school bay beach"
)
CAPITAL_ONLY = words(
    "co. ct. pl. ter. ft. mt. ste. gen. rep. pres. ste mr ms mrs apt sq. sr. jr ln ave rd gov sen prof capt sgt rev "
    "mt ft fr. det. adm. rte ref hon. bt. mx. maj. pvt. gdns attn fl. col. lt. rm ave. hosp. corp. inc. art."
)
"""Abbreviations that are words of their own, or end a sentence, in small letters."""
SMALL_ONLY = words("min. max. eg ie dep. arr. med. cont. ca. cf. opp. bal. esp. pcm tsp tbsp ste. temp.")
BEFORE_CAPITALS = frozenset({"mt", "ft", "gov", "sen", "prof", "capt", "sgt", "rev", "fr.", "mt.", "ft."})
"""Those that stand before a name only."""
AFTER_FIGURES = frozenset({"pts.", "pts", "oz.", "lbs.", "lbs", "tsp", "tbsp", "p.a.", "pcm"})
WINDS = words("wind winds corner side of part end region coast bound")
SPELLED_IN_ADDRESSES = words(
    "www uk us eu io ai tv irs dmv ssa cdc fda fbi cia epa nih bbc nhs hmrc dvla usps ups aaa aarp ibm att hr pr"
)
SAID_IN_ADDRESSES = words("my mr mrs dr")
"""Without a vowel, and no letters."""
