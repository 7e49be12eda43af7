"""Words that charts print: our own short lists, an English word list, and words of other languages."""

import functools
import re
from pathlib import Path
from random import Random

from alphabet import readable

WORD_LIST = Path("/usr/share/dict/american-english")  # Debian package wamerican
# Languages whose letters the alphabet has, by the file of their Debian package hunspell-<language>.
DICTIONARIES = Path("/usr/share/hunspell")
WORDS_OF_A_LANGUAGE = 30_000  # of up to a million, so that all languages fit into memory
LANGUAGES = (
    "de_DE fr es_ES pt_BR it_IT pl_PL cs_CZ hu_HU ro_RO tr_TR hr_HR sl_SI sk_SK lt_LT lv_LV is_IS da_DK sv_SE nb_NO nl_NL"
).split()

MONTHS = ("January February March April May June July August September October November December").split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
PLACES = (
    "Italy|France|Germany|Spain|Portugal|Japan|China|India|Brazil|Mexico|Canada|"
    "United States|USA|US|United Kingdom|UK|Ireland|Iceland|Norway|Sweden|Denmark|"
    "Finland|Poland|Austria|Switzerland|Belgium|Netherlands|Luxembourg|Greece|"
    "Türkiye|Turkey|Russia|Ukraine|Egypt|Nigeria|Kenya|South Africa|Morocco|Ghana|"
    "Côte d'Ivoire|São Paulo|Bogotá|Perú|México|España|Zürich|Köln|München|Genève|"
    "Málaga|Réunion|Curaçao|Århus|Malmö|Göteborg|Québec|Montréal|Österreich|"
    "Île-de-France|South Korea|North Korea|Viet Nam|Thailand|Malaysia|Singapore|"
    "Indonesia|Philippines|Australia|New Zealand|Argentina|Chile|Colombia|Peru|"
    "Venezuela|Cuba|Haiti|Iran|Iraq|Israel|Saudi Arabia|UAE|Qatar|Pakistan|"
    "Bangladesh|Sri Lanka|Nepal|Hong Kong|Taiwan|Czech Republic|Czechia|Slovakia|"
    "Slovenia|Hungary|Romania|Bulgaria|Croatia|Serbia|Estonia|Latvia|Lithuania|"
    "Cyprus|Malta|Ethiopia|Tanzania|Uganda|Zimbabwe|Zambia|Angola|Cameroon|Senegal|"
    "Africa|Asia|Europe|Oceania|North America|South America|World|OECD|EU27|EU|"
    "London|Paris|Berlin|Madrid|Rome|Tokyo|Beijing|New York|Los Angeles|Chicago|"
    "California|Texas|Florida|Illinois|Ohio|Washington|Oregon|Utah|Iowa|Idaho"
).split("|")
FOREIGN = (
    "Łódź|Kraków|Gdańsk|Wrocław|Poznań|Białystok|Częstochowa|Świętokrzyskie|Śląskie|Małopolskie|Zielona Góra|"
    "Żywiec|Źródło|Ćmielów|Brno|Plzeň|Ústí nad Labem|Hradec Králové|České Budějovice|Děčín|Jihlava|Třebíč|"
    "Olomoucký kraj|Košice|Žilina|Prešov|Trenčín|Nitra|Győr|Pécs|Szeged|Miskolc|Nyíregyháza|Székesfehérvár|"
    "Hódmezővásárhely|Fűtés|Iași|București|Timișoara|Constanța|Brăila|Ploiești|Târgu Mureș|Galați|İzmir|İstanbul|"
    "Diyarbakır|Şanlıurfa|Muğla|Çanakkale|Eskişehir|Gaziantep|Kırıkkale|Iğdır|Zagreb|Šibenik|Čakovec|Đakovo|"
    "Ljubljana|Škofja Loka|Niš|Čačak|Rīga|Liepāja|Jūrmala|Ķekava|Daugavpils|Vilnius|Šiauliai|Panevėžys|Ukmergė|"
    "Tallinn|Pärnu|Tromsø|Ålesund|Þingvellir|Reykjavík|Ísafjörður|Växjö|Jyväskylä|Tórshavn|Bečej|Česká republika|"
    "Österreich|Sánchez|Muñoz|Núñez|Açores|Évora|Setúbal|Bragança|León|Córdoba|Cádiz|Ávila|Besançon|Nîmes|Orléans|"
    "Lübeck|Düsseldorf|Tübingen|Würzburg|Gießen|Sønderborg|Kołobrzeg|Użytkownicy|Sprzedaż|Wynagrodzenie|Příjmy|"
    "Výdaje|Průmysl|Zemědělství|Összesen|Kiadás|Venituri|Cheltuieli|Învățământ|Sănătate|Eğitim|Sağlık|Gıda|Ulaşım|"
    "Öğrenci|Yükseköğretim|Izvoz|Potrošnja|Životni|Māja|Uzņēmumi|Žemės ūkis|Sjálfbærni|Früchte|Gemüse|Getränke|"
    "Größe|Straße|Año|Educación|Población|Média|Saúde|Educação|Crédits|Dépenses|Santé|Énergie|Città|Perché|Società"
).split("|")
CATEGORIES = (
    "Apples|Oranges|Bananas|Pears|Grapes|Cherries|Sales|Revenue|Profit|Costs|"
    "Expenses|Income|Budget|Actual|Target|Forecast|Total|Other|Others|None|Unknown|"
    "Yes|No|Don't know|N/A|Male|Female|Men|Women|All adults|Online|Offline|Mobile|"
    "Desktop|Tablet|Web|Email|Social|Search|Direct|Chrome|Firefox|Safari|Edge|Opera|"
    "Java|Python|Rust|C++|C#|Go|JavaScript|TypeScript|PHP|SQL|Email Marketing|"
    "Union Ads|Video Ads|Search Engine|Evaporation|Precipitation|Temperature|"
    "Humidity|Wind|Rain|Snow|Solar|Hydro|Nuclear|Coal|Gas|Oil|Biomass|Renewables|"
    "Housing|Transport|Food|Health|Education|Defense|Defence|Research|Marketing|"
    "Finance|Engineering|Support|Operations|HR|IT|R&D|Legal|Admin|Low|Medium|High|"
    "Small|Large|Very satisfied|Satisfied|Neutral|Dissatisfied|Agree|Disagree|"
    "Strongly agree|Strongly disagree|Favorable|Unfavorable|Approve|Disapprove|"
    "Republican|Democrat|Independent|Rep/Lean Rep|Dem/Lean Dem|Ages 18-29|18-29|"
    "30-49|50-64|65+|Under 25|High school or less|Some college|College+|Postgrad|"
    "White|Black|Hispanic|Asian|North|South|East|West|Northeast|Midwest|Central|"
    "iPhone|iPad|iOS|Android|Windows|Linux|macOS|Facebook|Instagram|Twitter|YouTube|"
    "TikTok|LinkedIn|Google|Apple|Microsoft|Amazon|Netflix|Samsung|Huawei|Toyota|"
    "Cars|Trucks|Bikes|Bus|Rail|Air|Sea|Road|Dogs|Cats|Birds|Fish|setosa|versicolor|"
    "virginica|Group|Control|Treatment|Placebo|Baseline|Before|After|Min|Max|Mean|"
    "Median|Average|Avg|Std|Count|Frequency|Value|Values|Score|Rank|Index|Rate|"
    "Ratio|Share|Percent|Number|Amount|Quantity|Price|Cost|Volume|Weight|Height|"
    "Length|Width|Distance|Speed|Time|Date|Year|Month|Week|Day|Hour|Quarter|Age|"
    "Name|Type|Category|Item|Product|Region|Country|City|State|Sector|Industry|"
    "Accuracy|Precision|Recall|F1|Loss|Epoch|Latency|Throughput|Memory|CPU|GPU|Disk"
).split("|")
UNITS = (
    "kg|g|mg|µg|t|kt|Mt|km|m|cm|mm|mi|ft|in|°C|°F|K|ms|s|min|h|hr|hrs|days|years|"
    "yrs|kWh|MWh|GWh|TWh|W|kW|MW|GW|GB|MB|TB|kB|Hz|kHz|MHz|GHz|V|A|mA|Pa|bar|mol|"
    "USD|EUR|GBP|US$|$|€|£|%|bn|mn|million|billion|thousand|trillion|k|K|M|B|T|m|x|"
    "×|pp|pts|km²|m²|m³|km/h|mph|m/s|g/L|mg/dL|µg/m³|per 100k|ppm|°|‰|people|units"
).split("|")
SMALL_WORDS = (
    "of in by the and for to per from with on at vs. vs as is are a an or since among not all more than who say their"
).split()


@functools.cache
def words() -> list[str]:
    """English words without possessives."""
    if not WORD_LIST.exists():
        raise SystemExit(f"{WORD_LIST} is missing: apt-get install wamerican")
    lines = WORD_LIST.read_text(encoding="utf-8").split()
    return [word for word in lines if "'" not in word and readable(word)]


@functools.cache
def foreign_words(language: str) -> list[str]:
    """Words of one language of ``LANGUAGES``, those with an accent five times as often as they are listed."""
    path = DICTIONARIES / f"{language}.dic"
    if not path.exists():
        raise SystemExit(f"{path} is missing: apt-get install the packages that fonts.py names")
    raw = path.read_bytes()
    try:
        lines = raw.decode("utf-8-sig").splitlines()[1:]
    except UnicodeDecodeError:
        code = re.search(rb"^SET\s+(\S+)", path.with_suffix(".aff").read_bytes(), re.M)
        lines = raw.decode(code[1].decode() if code else "latin-1", errors="replace").splitlines()[1:]
    lines = Random(language).sample(lines, min(len(lines), WORDS_OF_A_LANGUAGE))
    found = [word for word in (re.split(r"[/\t ]", line)[0] for line in lines) if 2 < len(word) < 15]
    found = [word for word in found if re.fullmatch(r"[^\W\d_]+", word) and readable(word)]
    return found + 4 * [word for word in found if not word.isascii()]
