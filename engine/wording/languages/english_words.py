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
    "engine engines pool diesel tub pack bulb bulbs heater charger speaker battery motor lamp panel adapter jar tin "
    "lorry truck van crane tins jars cans "
    "carton mug steak burger pizza pan box package parcel roll pole fence wall radius swim sprint trial contract walk "
    "plan allowance file download "
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
TRAINS = words("from to for train service departure bus ferry flight")
ZONES = (
    "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "ET", "CT", "MT", "PT", "AKST", "HST", "GMT", "UTC",
    "BST", "IST", "CET", "CEST", "AEST", "AEDT", "SGT", "JST",
)  # fmt: skip

# Around codes and signs --------------------------------------------------------------------------------------------

NUMBERING = words(
    "confirmation conf conf. order account acct acct. ticket invoice inv tracking case policy claim member serial "
    "rx phone flight ref ref. item part model card id customer reference po job lot unit apt suite room"
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
    "remember note with let keep make send have has nothing everything doors tickets seats more one two were had did "
    "because although though since while unless despite during under about otherwise therefore meanwhile instead "
    "yes sorry welcome hello many most few several another others both someone everyone nobody never always often "
    "sometimes usually perhaps maybe again later soon next choose select confirm verify pay reply text tap click "
    "read leave bring wear arrive sign log add stir serve follow pick tell try give find book order apply check "
    "don didn doesn won can couldn isn aren let that those whether only just even still yet out up down off over "
    "children adults customer payments hours additional parking delivery refunds customers passengers patients"
)
AFTER_STREETS = words("apt suite ste unit floor fl and in is at bldg building room rm near to or entrance exit")
STREETS = words(
    "main elm oak pine maple cedar high park wall church market state broad first second third fourth fifth baker "
    "fleet washington lincoln king queen mill bridge station front water spring center chestnut walnut union river "
    "lake hill college school bay beach"
)
CAPITAL_ONLY = words(
    "calif. minn. conn. fla. ariz. wis. tenn. okla. mich. ky. "
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

# Around marks, verses, codes that were sent and the like ---------------------------------------------------------

MARKING = words(
    "scored score scores scoring got gets grade graded rated rates rating rate mark marks gave gives earned received "
    "test exam quiz pain satisfaction result visibility"
)
MARKED = words("marks points stars rating score")
"""Behind "450/500" they make it marks out of so many."""
OF_PARTS = words("exactly about another add")
BOOKS = words(
    "genesis gen. exodus leviticus lev. numbers deuteronomy deut. joshua judges ruth samuel kings chronicles ezra "
    "nehemiah esther job psalm psalms ps. proverbs prov. ecclesiastes isaiah isa. jeremiah jer. lamentations "
    "ezekiel daniel hosea joel amos obadiah jonah micah nahum habakkuk zephaniah haggai zechariah malachi matthew "
    "matt. mark luke john acts romans rom. corinthians cor. galatians gal. ephesians eph. philippians phil. "
    "colossians thessalonians timothy titus philemon hebrews heb. james peter jude revelation rev. quran surah gita"
)
CONTACTING = words("contact call text email e-mail mail join follow visit tell help ask reach trust message ring write")
AFTER_US = FUNCTION_WORDS | words(
    "what how if know first directly anytime immediately free toll asap soon again feedback why how"
)
JEWELS = words("gold diamond diamonds ring rings sapphire ruby emerald stone white yellow rose jewellery jewelry")
TRAVELLING = words(
    "departs depart departing departed arrives arrive arriving lands landing boards boarding dep. arr. etd eta leaves "
    "takeoff pushback"
)
ENDING = words("ending ends in with")
ACROSS = r"tall|wide|deep|thick|diameter|x \d|(?:high|long)(?=[.,;!?]|\Z)"
GOING = words(
    "go head drive turn walk walked headed drove turned "
    "travel continue proceed going heading driving bear ran runs exit just block blocks"
)
HEADINGS = {"N": "North", "S": "South", "E": "East", "W": "West"}
CLAUSES = words("section sec. sections § paragraph para. rule clause article art. regulation reg. schedule item form")
SPLIT = words("split chance chances odds deal share mix rule basis partnership proposition venture custody ownership")
LASTING = words(
    "record took takes lasted lasts lasting duration length runtime elapsed marathon finished finish ran run "
    "completed time pace clocked"
)
TEAMS = words("1st 2nd 3rd 4th first second third fourth starting playing")
BETTING = words("odds bet bets betting favourite favorite outsider outsiders shot each-way bookies backed price priced")
CURRENT = "fuse|fuses|plug|plugs|socket|sockets|breaker|circuit|supply|charger|cable|battery|load"
WEATHER = words(
    "high highs low lows temperature temperatures temp reach reaching hit hitting warm cold mild hot today tonight "
    "tomorrow forecast sunny cloudy rain oven bake cook wash fan gas "
    "overnight fever outside inside outdoors preheat preheated degrees"
)
FLYING = words("flt flight flights indigo spicejet akasa airasia vistara plane boarding")
TAXES = words("vat tax taxes gst postage delivery breakfast p shipping fees service all the a free tips bills parking")
"""Behind "inc." they make it "including"."""
BY_WHAT_FOLLOWS = words("inc. inc ex. ex rt rt. assoc. cir. ph ph. est. fl.")
HAVING_NUMBERS = words(
    "train plot flat house platform door gate seat vehicle bus route a/c mobile contact page question survey form "
    "bill receipt consumer customer registration reg utr complaint file passport folio"
)
"""Nouns that "no" without a full stop stands behind, before a figure."""
ROADS = words("interstate highway hwy hwy. route rte rte. i us exit sr cr")
CODES = words("otp code pin password passcode tpin mpin cvv")
GRADUATING = words("got gets get achieved graduated graduate awarded predicted degree with")
NO_MARKS = words("of percent done full empty way mile inch")
"""Behind "7/8" they make it a part of something."""
AFTER_TIMES = words("eastern pacific central mountain christmas local on from if and or")
"""Behind "5 p.m." no sentence begins with one of these."""
LETTERED = words(
    "track platform gate seat seats row exit apt apt. unit suite room stand bay coach berth lane pier stop"
)
"""Behind one of these "5W" is a number and a letter."""
