window.SATURS = {
"index": `<p>Ūdrupe: upe, tilti un 11 000 cilvēku abos krastos.</p><div data-zinas="3"></div>
<p>Iedzīvotāja karte dod atlaidi peldbaseinā un pirtī. Kartes izsniedz bibliotēkā.</p>`,
"vestis": `<div data-zinas="20"></div>
<p>Centrālās statistikas pārvaldes <a href="https://stat.gov.lv/lv/rss">jaunumu plūsma</a> · Ministriju sociālo tīklu ieraksti lasāmi citur.</p>`,
"vestis/rudens": `<p>Novembrī upē palu nav. Attēls dienai: <a href="https://www.instagram.com/p/UdRupe2026a/">migla pie tilta</a>, kustīgi — <a href="https://www.tiktok.com/@upes.laivas/video/7399911122233344455">laivinieku video</a>.</p>
<p>Tūristu atsauksmes par upes laipām: „Skaisti!”, „Vajag vairāk solu.” Savējo atstājiet tūrisma centrā.</p>
<p>Nosūti tālāk: <a href="https://wa.me/?text=https%3A%2F%2Fudrupe.lv%2Fvestis%2Frudens">WhatsApp</a> <a href="https://www.draugiem.lv/say/ext/add.php?title=Rudens&url=https%3A%2F%2Fudrupe.lv">Draugiem</a></p>`,
"dzivo": `<div data-atver="Pārvaksies uz šejieni?"><p>Dzīvesvietu <a href="https://www.latvija.lv/lv/Epakalpojumi/EP991/Apraksts">piesaki te</a> vai bibliotēkā.</p></div>
<div data-atver="Ūdens rēķini"><p>SIA „Ūdrupes ūdens” e-pakalpojums: skaitītāja rādījumu nodošana uzņēmuma klientu portālā.</p></div>
<div data-atver="Ko mums bieži jautā"><dl><dt>Kāpēc tilts slēgts?</dt><dd>Remonts līdz maijam.</dd><dt>Cik maksā kapliča?</dt><dd>Bez maksas.</dd></dl></div>
<div data-atver="Redzi, ka deg?"><p>Zvani 112. Par nozvejas pārkāpumiem ziņo Valsts vides dienestam, par korupciju — KNAB.</p></div>
<div data-atver="Kā uzrakstīt mums vēstuli"><p>Norādi vārdu un juridisko adresi; e-pasta adrese atbildei var būt jebkura.</p></div>
<div data-atver="Stāvvietas cilvēkiem ar invaliditāti"><p>Vides piekļūstamība: pie visām skolām ir uzbrauktuves.</p></div>
<p>Karte: <iframe title="Novada centrs" src="https://www.google.com/maps/embed/v1/place?key=AIzaSyUdrupe11&q=Udrupe"></iframe></p>`,
"lidzruna": `<div data-atver="Dīķu ielas kvartāls"><p>No 2. novembra līdz 4. decembrim ikviens var iepazīties ar Dīķu ielas detālplānojumu, kas nodots sabiedrības vērtēšanai, un iesniegt priekšlikumus. Publiskās apspriešanas sanāksme — 24. novembrī pulksten 18 Tautas namā. Paskaidrojumi un rasējumi: <a href="https://geolatvija.lv/geo/tapis#document_32777">dokuments sistēmā</a>.</p></div>
<div data-atver="Aptauja par peldbaseina darba laiku"><p>Anketa slēgta 31. martā. Paldies 640 respondentiem!</p></div>
<div data-atver="Naudas lietas"><p>Pašvaldības budžets 2026 pieņemts janvārī. Biedrību projektu konkursā piešķirti 12 000 eiro. LEADER kārta izsludināta pavasarī.</p></div>
<div data-atver="Domes darbs"><p>Sēdes protokolus lasa kancelejā. Saeimas sēdes tiešraide skatāma Saeimas vietnē. Strīds par sirēnām: iedzīvotāji pērn iesniedza petīciju, kas ir izskatīta. Kora mēģinājums un repetīcijas — pēc sēdes.</p></div>`,
"sarunas": `<table><thead><tr><th>Par ko runā</th><th>Atbilžu</th><th>Pēdējā</th></tr></thead><tbody><tr><td><a href="/sarunas/laivas">Kur likt laivas ziemā?</a></td><td>2</td><td>18.11.2026. 20:41</td></tr><tr><td>Peldbaseina cenas</td><td>33</td><td>15.11.2026. 09:12</td></tr><tr><td>Kurš remontē velosipēdus?</td><td>5</td><td>03.11.2026. 17:30</td></tr></tbody></table><form data-jauna="1"><label>Virsraksts <input name="v"></label><label>Ieraksts <textarea name="t"></textarea></label><button type="button">Sākt jaunu tēmu</button></form>`,
"sarunas/laivas": `<article><b>Rolands</b> <time>17.11.2026.</time><p>Kam ir vieta šķūnī divām laivām?</p></article><article><b>Zane</b> <time>18.11.2026.</time><p>Man, raksti!</p></article><form data-jauna="1"><textarea aria-label="Tava atbilde"></textarea><button type="button">Atbildēt</button></form>`,
"dati": `<p>Novada dati atkalizmantošanai: ņemiet un veidojiet savus rīkus.</p><ul><li><a href="/faili/tilti.json">Tilti un to nestspēja</a></li><li><a href="/faili/udens-limenis.csv">Ūdens līmenis pie Vecā tilta</a></li></ul><p>Autortiesības nepiemērojam: <a rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/deed.lv">nododam sabiedrībai</a>. Kopas ir reģistrētas arī <a href="https://data.gov.lv/dati/lv/organization/udrupe">Latvijas katalogā</a>.</p>`,
"noderigi": `<table><tr><td>Glābēji</td><td>112</td></tr><tr><td>Valsts ieņēmumu dienests</td><td>67120000</td></tr><tr><td>„Sadales tīkls”</td><td>8404</td></tr><tr><td>Nacionālais veselības dienests</td><td>80001234</td></tr></table><p>Saraksts pārbaudīts oktobrī.</p>`,
"pazinojumi": `<h2>Videonovērošana</h2><p>Pie tiltiem uzstādītas kameras; ieraksti glabājas 14 dienas. Personas datu pieprasījumu par ierakstu iesniedz policijā.</p><h2>Kartes</h2><p>Karti veido Google: <a href="https://policies.google.com/privacy?hl=lv">privātums</a>. Ziņu datnes glabājam vienu gadu. Apmeklējumu skaitām paši, bez sīkākas izsekošanas.</p>`,
"english": `<nav aria-label="English"><a href="/vestis">News</a> <a href="/dzivo">Services</a> <a href="/noderigi">Contacts</a></nav><p>Ūdrupes novads atrodas upes abos krastos. Novadā ir četri tilti, divas vidusskolas un viens peldbaseins. Lapas saturu citā valodā palīdz izlasīt tulkotājs.</p><p><a href="https://translate.google.com/translate?sl=lv&tl=en&u=https://udrupe.lv/">Read in English</a></p>`,
"mekletajs": `<p>Ieraksti vārdu lodziņā augšā; rezultāti parādīsies šeit.</p><ol id="atrasts"></ol>`,
"vienkarsi": `<p>Saturs tiek gatavots.</p>`
};
window.ZINAS = [
["18.11.2026.", "Rudens upē", "/vestis/rudens"],
["13.11.2026.", "Uzņēmēju forums pulcē trīs novadus", ""],
["10.11.2026.", "Kaimiņu novadā sāk darboties lietotne bojājumu pieteikšanai", ""],
["05.11.2026.", "Par e-adresi: valsts iestādes no janvāra sūta tikai elektroniski", ""],
["02.11.2026.", "Citā novadā balso par līdzdalības budžeta projektiem", ""],
["20.10.2026.", "Domes sēdes darba kārtība: tilta remonts un baseins", ""]
];
