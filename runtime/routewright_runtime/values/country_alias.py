"""Spellings of countries that people type and no standard lists, beside the code they mean.

Written as plain words; `name_key` makes them match without case, points and accents.
"""

ALIASES = {
    "AE": "UAE, Emirates, Arab Emirates",
    "AG": "Antigua",
    "BA": "Bosnia, Bosnia-Hercegovina, BiH",
    "BN": "Brunei",
    "BQ": "Caribbean Netherlands, Bonaire",
    "BS": "Bahamas",
    "BY": "Belorussia, Byelorussia",
    "CC": "Cocos Islands, Keeling Islands",
    "CD": "Congo-Kinshasa, Congo Kinshasa, Democratic Republic of the Congo, "
    "Democratic Republic of Congo, DR Congo, DRC, Congo DRC, Congo (Democratic Republic), "
    "Congo DR, Zaire",
    "CG": "Congo-Brazzaville, Congo Brazzaville, Republic of the Congo, Republic of Congo, "
    "Congo Republic",
    "CH": "Helvetia, Swiss Confederation, SUI",
    "CI": "Ivory Coast",
    "CN": "PRC, Mainland China, China PRC, People's Republic of China",
    "CV": "Cape Verde",
    "CW": "Curacao",
    "CZ": "Czech Republic, Czechia",
    "DE": "GER, BRD, Federal Republic of Germany, West Germany",
    "DO": "Dominican Rep",
    "ES": "ESP",
    "FK": "Falkland Islands, Falklands, Malvinas, Islas Malvinas",
    "FM": "Micronesia",
    "FO": "Faeroe Islands, Faroes",
    "GB": "UK, U.K., Great Britain, Britain, England, Scotland, Wales, Northern Ireland, ENG, "
    "SCO, WAL, United Kingdom of Great Britain and Northern Ireland, GB-ENG, GB-SCT, GB-WLS, "
    "GB-NIR",
    "GF": "French Guyana",
    "GM": "Gambia",
    "GR": "EL, Hellas, Hellenic Republic",
    "GW": "Guinea Bissau",
    "HK": "Hong Kong SAR, Hong Kong SAR China, Hongkong, HKSAR",
    "HM": "Heard Island",
    "HN": "HON",
    "IE": "Eire, Republic of Ireland, Ireland Republic",
    "IM": "Isle of Man, Man",
    "IR": "Persia",
    "KN": "Saint Kitts, Saint Christopher and Nevis",
    "KP": "DPRK, Korea North, Democratic People's Republic of Korea, Korea DPR",
    "KR": "Korea, ROK, Korea South, Republic of Korea, Korea Republic, S Korea, Korea Rep",
    "LA": "Lao PDR, Lao, Lao People's Democratic Republic",
    "LY": "Libyan Arab Jamahiriya",
    "MD": "Moldavia",
    "MF": "Saint Martin, St Martin French part",
    "MK": "Macedonia, FYROM, FYR Macedonia, Republic of Macedonia, Macedonia FYROM, "
    "Former Yugoslav Republic of Macedonia, Macedonia the former Yugoslav Republic of",
    "MM": "Burma",
    "MO": "Macau, Macau SAR, Macao SAR, Macao SAR China, Macau SAR China",
    "NL": "Holland, NED, The Netherlands, Nederlands",
    "PN": "Pitcairn Islands",
    "PS": "Palestine, Palestinian Territory, Palestinian Territories, "
    "Occupied Palestinian Territory, Palestinian Territory Occupied, West Bank, Gaza",
    "PT": "POR",
    "RE": "Reunion Island",
    "RU": "Russia, Russian Fed",
    "SA": "KSA, Kingdom of Saudi Arabia, Saudi",
    "SH": "Saint Helena",
    "SJ": "Svalbard, Spitsbergen",
    "SK": "Slovak Republic",
    "ST": "Sao Tome",
    "SX": "Sint Maarten, St Maarten",
    "SY": "Syria",
    "SZ": "Swaziland",
    "TL": "East Timor, Timor Leste",
    "TR": "Turkey, Turkiye, Republic of Turkey",
    "TT": "Trinidad, Tobago",
    "TW": "Republic of China, Taiwan ROC, Chinese Taipei, Taiwan R.O.C.",
    "TZ": "Tanzania",
    "UA": "The Ukraine",
    "US": "USA, U.S., U.S.A., America, United States, The United States, United States America, "
    "United States of America (USA), United States (USA), US of A, EEUU, EE. UU., "
    "Estados Unidos de America",
    "VA": "Vatican, Vatican City, Holy See, Vatican City State",
    "VC": "Saint Vincent",
    "VG": "British Virgin Islands, BVI, Virgin Islands (British)",
    "VI": "US Virgin Islands, U.S. Virgin Islands, Virgin Islands (US), USVI, "
    "Virgin Islands of the United States",
    "VN": "Vietnam, Viet Nam",
    "VU": "New Hebrides",
    "WF": "Wallis, Futuna",
    "WS": "Western Samoa",
    "XK": "Kosovo, Republic of Kosovo, Kosova, Kosowo, XKX",
    "ZA": "RSA, S Africa",
}

# Short names in other languages where the standard's catalogues have only the formal ones.
FOREIGN = {
    "BY": "Weißrussland, Biélorussie, Bielorrusia, Bielorussia, Белоруссия, Vitryssland, "
    "Wit-Rusland",
    "CD": "Kongo-Kinshasa, Demokratische Republik Kongo, RD Congo, RDC, "
    "République démocratique du Congo, República Democrática del Congo",
    "CG": "Kongo-Brazzaville, Republik Kongo",
    "CI": "Elfenbeinküste, Costa de Marfil, Costa d'Avorio, Costa do Marfim, Ivoorkust",
    "CV": "Kapverden, Kap Verde, Cap-Vert, Capo Verde",
    "CZ": "Tschechien, Tschechische Republik, République tchèque, República Checa, "
    "Repubblica Ceca, Česká republika, Чехия",
    "DE": "Bundesrepublik Deutschland, ФРГ, Németország",
    "GB": "Großbritannien, Grande-Bretagne, Gran Bretaña, Gran Bretagna, Grã-Bretanha, "
    "Groot-Brittannië, Wielka Brytania, Storbritannien, Storbritannia, Iso-Britannia, "
    "Velká Británie, イギリス, 英国, 英國, 영국, Великобритания, Англия, Büyük Britanya, "
    "İngiltere, Angleterre, Inglaterra, Inghilterra, Engeland, Schottland, Écosse, Escocia, "
    "Scozia, Pays de Galles",
    "IR": "Иран, ایران, 伊朗, イラン, 이란",
    "KR": "Südkorea, Corée du Sud, Corea del Sur, Corea del Sud, Coreia do Sul, Zuid-Korea, "
    "Sydkorea, 韓国, 韩国, 韓國, 南韓, 한국, 대한민국, Южная Корея, Güney Kore",
    "MD": "Moldawien, Молдавия",
    "MK": "Mazedonien, Macédoine, Македония",
    "MM": "Birma, Birmanie, Birmania",
    "NL": "Hollande, Holanda, Olanda, Holandia, Голландия, オランダ, 荷兰, 荷蘭, 네덜란드, "
    "Hollanda",
    "RU": "Россия, Russland, Russie, Rusia, Rússia, Rusland, Rosja, Ryssland, Venäjä, Rusko, "
    "ロシア, 俄罗斯, 俄羅斯, 러시아, Rusya, Росія, Oroszország, Ρωσία, Rusija, Русия, Venemaa, "
    "Krievija, רוסיה, روسيا",
    "SY": "Syrien, Syrie, Siria, Síria, Сирия",
    "TZ": "Tansania, Tanzanie, Tanzânia, Танзания",
    "US": "Vereinigte Staaten von Amerika, Amerika, États-Unis d'Amérique, EUA, "
    "Stati Uniti d'America, Verenigde Staten van Amerika, Stany Zjednoczone Ameryki, ABD, США, "
    "アメリカ, アメリカ合衆国, 美国, 美國, 미국, Estados Unidos da América",
    "VA": "Vatikan, Vatikanstadt, Vaticano, Città del Vaticano, Ciudad del Vaticano",
    "VN": "Viêt Nam, Việt Nam, Вьетнам, 越南, ベトナム, 베트남",
}
