"""What CLDR says of the countries of the world in English, through babel, and their capitals, which CLDR lacks.

Capitals and regions are common knowledge, written by hand (regions as the United Nations draw them); where a country
has several capitals, the seat of government or the best known. Names, languages, scripts and currencies are CLDR's.
"""

import zlib
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_currency_name, get_territory_currencies

HELD_OUT_ONE_IN = 5
EXAMPLE = "FR"  # France is the book's example, so it is held out whatever its hash

# Region: ISO 3166 code and capital, separated by semicolons.
_CAPITALS = {
    "Western Europe": "FR Paris; DE Berlin; BE Brussels; NL Amsterdam; LU Luxembourg; CH Bern; AT Vienna; LI Vaduz; "
    "MC Monaco",
    "Southern Europe": "ES Madrid; PT Lisbon; IT Rome; GR Athens; MT Valletta; AD Andorra la Vella; SM San Marino; "
    "AL Tirana; BA Sarajevo; HR Zagreb; SI Ljubljana; RS Belgrade; ME Podgorica; MK Skopje",
    "Northern Europe": "GB London; IE Dublin; NO Oslo; SE Stockholm; FI Helsinki; DK Copenhagen; IS Reykjavík; "
    "EE Tallinn; LV Riga; LT Vilnius",
    "Eastern Europe": "PL Warsaw; CZ Prague; SK Bratislava; HU Budapest; RO Bucharest; BG Sofia; UA Kyiv; BY Minsk; "
    "MD Chișinău; RU Moscow",
    "Western Asia": "TR Ankara; SY Damascus; LB Beirut; JO Amman; IQ Baghdad; SA Riyadh; YE Sanaa; OM Muscat; "
    "AE Abu Dhabi; QA Doha; BH Manama; KW Kuwait City; GE Tbilisi; AM Yerevan; AZ Baku; CY Nicosia; IL Jerusalem",
    "Central Asia": "KZ Astana; UZ Tashkent; TM Ashgabat; KG Bishkek; TJ Dushanbe",
    "Southern Asia": "IN New Delhi; PK Islamabad; BD Dhaka; NP Kathmandu; BT Thimphu; LK Colombo; MV Malé; AF Kabul; "
    "IR Tehran",
    "East Asia": "CN Beijing; JP Tokyo; KR Seoul; KP Pyongyang; MN Ulaanbaatar; TW Taipei",
    "Southeast Asia": "TH Bangkok; VN Hanoi; LA Vientiane; KH Phnom Penh; MY Kuala Lumpur; ID Jakarta; PH Manila; "
    "BN Bandar Seri Begawan; TL Dili",
    "North Africa": "MA Rabat; DZ Algiers; TN Tunis; LY Tripoli; EG Cairo; SD Khartoum",
    "West Africa": "SN Dakar; GM Banjul; GN Conakry; GW Bissau; SL Freetown; LR Monrovia; CI Yamoussoukro; GH Accra; "
    "TG Lomé; BJ Porto-Novo; NG Abuja; NE Niamey; ML Bamako; BF Ouagadougou; MR Nouakchott; CV Praia",
    "Central Africa": "CM Yaoundé; GA Libreville; TD N’Djamena; CF Bangui; GQ Malabo; AO Luanda; ST São Tomé",  # noqa: RUF001
    "East Africa": "KE Nairobi; ET Addis Ababa; UG Kampala; TZ Dodoma; RW Kigali; BI Gitega; SO Mogadishu; "
    "DJ Djibouti; ER Asmara; SS Juba; MG Antananarivo; MU Port Louis; SC Victoria; KM Moroni; MW Lilongwe; "
    "ZM Lusaka; ZW Harare; MZ Maputo",
    "Southern Africa": "ZA Pretoria; NA Windhoek; BW Gaborone; LS Maseru; SZ Mbabane",
    "North America": "US Washington; CA Ottawa; MX Mexico City",
    "Central America": "GT Guatemala City; BZ Belmopan; HN Tegucigalpa; SV San Salvador; NI Managua; CR San José; "
    "PA Panama City",
    "the Caribbean": "CU Havana; JM Kingston; HT Port-au-Prince; DO Santo Domingo; BS Nassau; BB Bridgetown; "
    "TT Port of Spain; GD St. George’s; LC Castries; DM Roseau; AG St. John’s; KN Basseterre; VC Kingstown",  # noqa: RUF001
    "South America": "BR Brasília; AR Buenos Aires; CL Santiago; PE Lima; CO Bogotá; VE Caracas; EC Quito; "
    "BO Sucre; PY Asunción; UY Montevideo; GY Georgetown; SR Paramaribo",
    "Oceania": "AU Canberra; NZ Wellington; PG Port Moresby; FJ Suva; SB Honiara; VU Port Vila; WS Apia; "
    "TO Nuku’alofa; KI Tarawa; TV Funafuti; NR Yaren; PW Ngerulmud; FM Palikir; MH Majuro",  # noqa: RUF001
}
_WITH_ARTICLE = {"AE", "BS", "CF", "DO", "GB", "GM", "KM", "MH", "MV", "NL", "PH", "SB", "SC", "US"}


@dataclass(frozen=True)
class Country:
    code: str  # ISO 3166
    name: str  # as it stands inside a sentence
    facts: dict[str, str]  # relation -> what a sentence says of it

    @property
    def held_out(self) -> bool:
        return self.code == EXAMPLE or zlib.crc32(self.code.encode()) % HELD_OUT_ONE_IN == 0


@cache
def countries() -> tuple[Country, ...]:
    """All of the table above, in its order."""
    english = Locale("en")
    found = []
    for region, line in _CAPITALS.items():
        for entry in line.split("; "):
            code, capital = entry.split(" ", 1)
            name = english.territories[code].replace("&", "and").split(" (")[0]
            facts = {"capital": capital, "region": region, "country_code": code}
            if currencies := get_territory_currencies(code):
                facts["currency"] = "the " + get_currency_name(currencies[-1], count=1, locale="en")
                facts["currency_code"] = currencies[-1]
            languages = [tag for tag in get_official_languages(code, de_facto=True) if "_" not in tag][:3]
            names = [english.languages[tag] for tag in languages if tag in english.languages]
            if names:
                facts["language"] = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
                script = get_global("likely_subtags").get(languages[0], "").split("_")[1:2]
                if script and script[0] in english.scripts:
                    facts["script"] = f"the {english.scripts[script[0]]} script"
            zones = get_global("territory_zones").get(code, [])
            if len(zones) == 1:
                facts["time_zone"] = zones[0]
            found.append(Country(code, f"the {name}" if code in _WITH_ARTICLE else name, facts))
    return tuple(found)
