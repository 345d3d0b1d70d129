"""The words by which structures are told: fields, buttons and what stands about them; folded, without marks."""

import re

SEARCH_ALONE = re.compile(r"\b(?:search\w*|mekl\w*)")
SEARCH_NAMES = re.compile(r"\b(?:s|q|query|search\w*|keys|keyword\w*|mekl\w*|text|term)\b")
SEARCH_WORDS = re.compile(r"\bmekle|\batras(?:t|$)|\batrod\b|\bko mekle")
SEARCH_BUTTON = re.compile(r"(?:mekle\w*|atrast|atrod|aiziet|search|go)$")
SUBSCRIBE_WORDS = re.compile(
    r"\b(?:ik (?:nedel|piektdien|pirmdien|men|dien)|reizi (?:nedela|menesi)|pastkast|abone|piesak|pieteik"
    r"|pierakst|sanem|vestkop|jaunum|zinu lap|newsletter|subscribe)"
)
NEWS_WORDS = re.compile(
    r"\b(?:vest(?:is|im|u)\b|aktualitat|apkopojum|jaunum|zin(?:as|am|u)\b|vestkop|vestul|newsletter|abone)"
)
EVENT_WORDS = re.compile(
    r"\b(?:piet\w+|piesak\w*|registr\w*|dalib\w*) (?:\w+ ){0,3}(?:pasakum|konkurs|nometn|kurs|seminar|vakanc"
    r"|sacensib|rind)"
)
NEWSLETTER_HOST = re.compile(
    r"list-manage\.com|mailerlite\.com|mlsend\.com|sendsmaily\.net|sendpulse\.com|getresponse\.com|sender\.net"
    r"|sibforms\.com"
)
DATE_FIELD = re.compile(r"\b(?:datum|laik[su]?\b|date|time|dien[au]|stund[au]|kad\b|cikos|hour)")
PLACE_FIELD = re.compile(r"\b(?:viet[aus]\b|adres|atrasan|place|location|address|karte|koordinat)")
EMAIL_ADDRESS_FIELD = re.compile(r"e-?past|e-?mail|elektronisk\w* past")
SEARCH_ACTION = re.compile(r"/(?:search|mekle\w*)(?:[/.?]|$)")
SENDER_FIELD = re.compile(r"\b(?:e-?past|e-?mail|mail|vard|uzvard|name|talrun|phone|epasts|kontakt)")
OF_COMMENTS = re.compile(r"comment|koment[aā]r")
RATING = re.compile(
    r"\bvai (?:si|sis) (?:informacij|lap|sadal|satur)\w* (?:jums )?(?:bija|ir) (?:noderig|viegli|saprotam)"
    r"|\bvai (?:\w+ ){0,2}(?:atrad\w+|ieguv\w+|sanem\w+),? (?:\w+ ){0,3}(?:lapa|vietne|majaslapa|mekle\w*"
    r"|vajadzig\w*)"
    r"|\bnoverte\w* (?:so |musu |sis )?(?:majas ?lap|timekl\w* ?vietn|vietn|lap)|\bwas this (?:page"
    r"|information) (?:helpful|useful)"
    r"|\bdid you find what"
)
ERROR_REPORT = re.compile(r"\bkludas zinojum|\bzinot par kludu|\bpazinot par kludu|\bzino par kludu")
# 2014-2020 and 2014 2020 are years; a number without the country's code is written as one of these.
PHONE = re.compile(
    r"(?:\+|\b00)371[\s-]?\d(?:[\s-]?\d){7}(?!\d)"
    r"|(?<![\d+])(?:[26]\d{7}|[26]\d{2} \d{5}|6\d{3} \d{4}|[26]\d \d{3} \d{3})(?!\d)"
)
OFFICE = re.compile(
    r"\b(?:dome|kanceleja|pasvaldib|administracij|klientu apkalpos|priekssedet"
    r"|izpilddirektor|buvvald)\w*"
)
OFFICE_NEAR = 80
PHONES_TRIED = 20
SUPPLIER = re.compile(
    r"\b(?:izstradataj|uzturetaj|uztur (?:sia|majas|vietn)|majas lapas (?:izstrad|uztur)|tehnisk\w+ (?:atbalst"
    r"|uzturet))"
)
SUPPLIER_NEAR = 120
RECENT = re.compile(
    r"\b(?:\d{1,2}\.\s?\d{1,2}\.\s?20\d\d|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* 20\d\d"
    r"|20\d\d\. ?gada)"
)
POSTCODE = re.compile(r"\blv[\s–-]{0,3}\d{4}\b")
STREET = re.compile(r"\b(?:iela|ielas|laukums|bulvaris|prospekts|gatve|aleja|cels|soseja) \d")
TOPIC_WORDS = re.compile(r"\b(?:pievieno\w*|jaun[au]|izveido\w*|sak\w*) (?:jaunu )?tem|\btemas nosaukum|\bnew topic")
RESULTS = re.compile(r"\b(?:meklesanas rezultat|atrast[aiouei]+\b|rezultatu skait|nekas netika atrast|search results)")
FORUM_SCRIPT = re.compile(
    r"/(?:viewforum|viewtopic)(?:\.php)?(?:$|/)|/t/[\w-]+/\d+|/(?:forums?|diskusijas|tema|domubiedri|sarunas)/\d+"
)
# A board's list of topics, by its headings.
FORUM_TABLE = re.compile(
    r"\b(?:tem(?:a|as|ats|ati)|sarunas?|topics?)\b.{0,60}\b(?:atbild\w+|ierakst\w*|replies"
    r"|posts)\b.{0,60}\b(?:pedej\w+|autors|saka|sacis|last)"
    r"|\b(?:tem(?:a|as|ats|ati)|sarunas?)\b.{0,40}\b(?:autors|saka)\b.{0,40}\batbild\w+"
    r"|\bтема\b.{0,60}\bсообщени\w*.{0,60}\bпоследн"
)
POST_COUNT = re.compile(r"\b\d+ (?:ierakst|atbild|komentar|posts?\b|replies|сообщени)\w*")
TIME_SLOT = re.compile(r"\d{1,2}[.:]\d\d\b")
SLOTS = 3
DATA_FILE = re.compile(r"\.(?:csv|geojson|json|gml|gpkg|kml|ods|ttl|parquet)$", re.IGNORECASE)
DATA_FILES = 2
ABOUT_CHARS = 600
FORUM_HOST = re.compile(r"(?:forums?|diskusij\w*)\.")
FORUM_GENERATORS = ("phpbb", "discourse", "vbulletin", "mybb", "smf")
TOPICS = 2
QUESTION_OPTIONS = 2
MANY_LINKS = 6
PLAYER = re.compile(r"youtube|youtu\.be|vimeo|facebook|dailymotion|straume|stream|video|tv\.|^tv|player|teams\.|zoom\.")
APP_STORES = ("apps.apple.com", "play.google.com")
PROSE_LETTERS = 200
SHORT_FORM = 4
