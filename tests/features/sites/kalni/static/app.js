/* Kalnu novads, lietotnes kodols. Maršruti: #!/… */
(function () {
  'use strict';

  var dalities = '<p class="dalities"><a href="https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fwww.kalnunovads.lv%2F">Padalīties</a></p>';

  var LAPAS = {
    '/': {
      v: 'Sākums',
      h: '<h1>Kalnu novads. Tuvāk debesīm</h1>' +
        '<p>Četri pagasti, septiņas skolas un augstākais pilskalns Vidzemē.</p>' +
        '<div class="karte"><h2>Sakiet savu vārdu</h2><p>Līdz 14. decembrim gaidām domas par Pilskalna apbūvi, līdz gada beigām – par autobusu laikiem.</p><a href="/#!/viedoklis">Iesaistīties</a></div>' +
        '<div class="karte"><h2>Laiks pie vadības</h2><p>Izvēlieties dienu un stundu, kad aprunāties klātienē.</p><a href="/#!/pieteikums">Izvēlēties laiku</a></div>' +
        '<div class="karte"><h2>Aktuāli</h2><ul><li>18.11.2026. <a href="/#!/jaunumi">Novads svin valsts svētkus</a></li><li>11.11.2026. <a href="/#!/jaunumi">Lāčplēša dienas lāpu gājiens</a></li></ul></div>'
    },
    '/jaunumi': {
      v: 'Jaunumi',
      h: '<h1>Jaunumi</h1>' +
        '<article><h2>Svētku koncerts Pilskalnā</h2><time datetime="2026-11-18">18.11.2026.</time><p>Tiešraidi no koncerta nodrošināja reģionālā televīzija, ierakstu varēs noskatīties līdz mēneša beigām.</p><iframe title="Koncerta ieraksts" width="420" height="236" src="https://www.youtube-nocookie.com/embed/kN8alnu1koQ"></iframe>' + dalities + '</article>' +
        '<article><h2>Vējavas ļaudis iestājas par skolu</h2><time datetime="2026-10-29">29.10.2026.</time><p>Domes priekšsēdētāja saņēma kolektīvo iesniegumu, ko parakstījuši 214 Vējavas pagasta iedzīvotāji. Jautājumu skatīs nākamajā sēdē.</p>' + dalities + '</article>' +
        '<article><h2>Kaimiņi balso par idejām</h2><time datetime="2026-10-12">12.10.2026.</time><p>Lejas novadā sācies balsojums par līdzdalības budžeta idejām. Kaimiņu pieredze noderēs arī mums. <a href="https://geolatvija.lv/main?municipal-project=open&amp;atvk_id=0092001">Lejas novada projekti</a></p></article>' +
        '<article><h2>Viktorīna “Pazīsti savu kalnu”</h2><time datetime="2026-10-02">02.10.2026.</time><p>Pirmais jautājums: cik metru augsts ir Pilskalns?</p><form action="/#!/jaunumi" class="vikt"><label>Vārds <input name="vards"></label> <label>Jūsu atbilde <textarea name="atbilde" rows="2"></textarea></label> <button>Iesūtīt atbildi</button></form></article>' +
        '<article><h2>Grāmatu svētki</h2><time datetime="2026-09-21">21.09.2026.</time><p>Paldies visiem bibliotēkas draugiem, kas atnāca uz lasījumiem! Bildes meklējiet <a href="https://www.facebook.com/kalnubiblioteka">bibliotēkas lapā</a>.</p></article>' +
        '<article><h2>Pārgājiens pa gravām</h2><time datetime="2026-09-14">14.09.2026.</time><p>Pieteikties pie gida Aivara Gravas, biedrība “Taka”, <a href="https://wa.me/37129100456">rakstiet WhatsApp</a>. Pagājušā gada kāpienu var redzēt <a href="https://www.tiktok.com/@slepotajuklubs/video/7301188223344556677">slēpotāju kluba video</a>.</p></article>'
    },
    '/viedoklis': {
      v: 'Sakiet savu vārdu',
      h: '<h1>Sakiet savu vārdu</h1>' +
        '<section class="karte"><h2>Īpašuma “Pilskalni” detālplānojums</h2><p>Ar domes 29.10.2026. lēmumu Nr. 341 detālplānojuma redakcija nodota publiskai apspriešanai no 9. novembra līdz 2026. gada 14. decembrim. Sanāksme notiks 2. decembrī plkst. 17.30 Augstkalnes tautas namā.</p><p>Rakstveida priekšlikumus pieņem arī tautas nama kastītē.</p><a href="/dok/pilskalna-detalplanojums.pdf">Redakcija (PDF)</a></section>' +
        '<section class="karte"><h2>Cikos lai brauc autobuss?</h2><p>Līdz 31.12.2026. vācam iedzīvotāju domas par maršrutu laikiem. Jāatbild uz astoņiem jautājumiem, tas prasa trīs minūtes.</p><a class="poga" href="https://docs.google.com/forms/d/e/1FAIpQLSdKalnuAutobusi26/viewform">Atbildēt</a></section>'
    },
    '/pieteikums': {
      v: 'Laiks pie vadības',
      h: '<h1>Laiks pie vadības</h1><p>Domes priekšsēdētāja, izpilddirektors un būvvaldes vadītāja iedzīvotājus uzklausa otrdienās un ceturtdienās.</p>' +
        '<form method="post" action="/#!/pieteikums"><label>Pie kā vēlaties nākt <select name="pie"><option>Priekšsēdētāja Inga Kalviņa</option><option>Izpilddirektors Oskars Grants</option><option>Būvvaldes vadītāja Rita Krauja</option></select></label>' +
        '<label>Diena <input type="date" name="diena" min="2026-11-24"></label><label>Stunda <select name="st"><option>9.00</option><option>9.30</option><option>15.00</option><option>16.30</option></select></label>' +
        '<label>Vārds, uzvārds <input name="kas" autocomplete="name"></label><label>Tālrunis <input type="tel" name="tel"></label><button>Rezervēt</button>' +
        '<p class="sik">Formu sargā reCAPTCHA, spēkā ir Google <a href="https://policies.google.com/privacy">Privātuma politika</a>.</p></form>'
    },
    '/domubiedri': {
      v: 'Domubiedru telpa',
      h: '<h1>Domubiedru telpa</h1><p>Vieta, kur novadnieki savā starpā spriež par kopīgām lietām. Tēmu var sākt ikviens.</p>' +
        '<table><thead><tr><th>Temats</th><th>Sāka</th><th>Atbildes</th><th>Pēdējais ieraksts</th></tr></thead><tbody>' +
        '<tr><td><a href="/#!/domubiedri/41">Kur likt suņu pastaigu laukumu?</a></td><td>Ligita</td><td>3</td><td>19.11.2026. 21.14</td></tr>' +
        '<tr><td><a href="/#!/domubiedri/38">Kopbraukšana uz Cēsīm</a></td><td>janis_v</td><td>2</td><td>16.11.2026. 8.02</td></tr></tbody></table>' +
        '<h2>Sākt jaunu sarunu</h2><form method="post" action="/#!/domubiedri"><label>Segvārds <input name="seg"></label><label>Temats <input name="temats"></label><label>Ieraksts <textarea name="ieraksts"></textarea></label><button>Publicēt</button></form>'
    },
    '/domubiedri/41': {
      v: 'Kur likt suņu pastaigu laukumu?',
      h: '<h1>Kur likt suņu pastaigu laukumu?</h1><ol class="ieraksti"><li><b>Ligita</b>, 12.11.2026. Man šķiet, ka aiz katlumājas ir brīvs zālājs.</li><li><b>AusmaK</b>, 13.11.2026. Tur pavasarī stāv ūdens, labāk pie stadiona.</li><li><b>Rihards</b>, 15.11.2026. Pie stadiona bērni, vajadzētu žogu.</li><li><b>Ligita</b>, 19.11.2026. Ar žogu derētu!</li></ol><p><a href="/#!/domubiedri">Visi temati</a></p>'
    },
    '/domubiedri/38': {
      v: 'Kopbraukšana uz Cēsīm',
      h: '<h1>Kopbraukšana uz Cēsīm</h1><ol class="ieraksti"><li><b>janis_v</b>, 14.11.2026. Braucu katru darbdienu 7.10, trīs vietas.</li><li><b>Sanita</b>, 15.11.2026. Man derētu otrdienās.</li><li><b>janis_v</b>, 16.11.2026. Sarunāts.</li></ol><p><a href="/#!/domubiedri">Visi temati</a></p>'
    },
    '/dati': {
      v: 'Dati',
      h: '<h1>Novada dati ikvienam</h1><p>Kopš 2025. gada budžeta izpildi un apgaismojuma balstu sarakstu izsniedzam tā, lai tos varētu apstrādāt ar programmu. Krātuve: <a href="https://dati.kalnunovads.lv/">dati.kalnunovads.lv</a>.</p>' +
        '<p>2027. gadā datu kopas iecerēts ievietot arī valsts portālā data.gov.lv.</p>' +
        '<h2>Kādu kopu jums pietrūkst?</h2><form method="post" action="/#!/dati"><label>Vajadzīgā datu kopa <input name="kopa"></label><label>Vēlamais formāts <select name="f"><option>CSV</option><option>JSON</option></select></label><label>Kam izmantosiet <textarea name="nol"></textarea></label><label>Kur paziņot <input type="email" name="e"></label><button>Ieteikt datu kopu</button></form>'
    },
    '/pakalpojumi': {
      v: 'Pakalpojumi',
      h: '<h1>Pakalpojumi</h1><h2>E-pakalpojumi</h2><p>Lejupielādējiet Word veidlapu, izdrukājiet, parakstiet un atnesiet uz pagasta pārvaldi.</p><ul><li><a href="/dok/iesniegums-pabalstam.docx">Iesniegums pabalstam (DOCX)</a></li></ul>' +
        '<h2>Noderīgi</h2><ul><li><a href="https://mana.latvija.lv/esi-drosibas-speks/">Kampaņa par drošu internetu</a></li><li><a href="https://latvija-lv.eu/pakalpojumi">Privāts pakalpojumu katalogs</a></li></ul>' +
        '<h2>Nekustamā īpašuma nodoklis</h2><p>Maksāšanas paziņojumu var saņemt e-pastā.</p><form method="post" action="/#!/pakalpojumi"><label>Īpašuma kadastra numurs <input name="kad"></label><label>E-pasts <input type="email" name="ep"></label><button>Saņemt paziņojumu e-pastā</button></form>' +
        '<h2>Biežāk uzdotie jautājumi</h2><details><summary>Kad izved atkritumus?</summary><p>Pāra nedēļu trešdienās.</p></details><details><summary>Cik maksā zeme kapsētā?</summary><p>Vieta ir bez maksas.</p></details>' +
        '<h2>Trauksmes celšana</h2><p>Kontaktpersona trauksmes cēlēju ziņojumos ir juriste Zane Klints. Ziņojumu iesniedz slēgtā aploksnē ar norādi “Trauksmes cēlēja ziņojums”.</p>'
    },
    '/vakances': {
      v: 'Vakances',
      h: '<h1>Vakances</h1><label>Meklēt <input type="search" placeholder="amats vai iestāde" data-filtrs></label><ul data-saraksts><li>Pirmsskolas skolotāja “Lāčupītē”, līdz 30.11.2026.</li><li>Autobusa vadītājs, līdz 04.12.2026.</li><li>Lietvede Stāvkalnu pārvaldē, līdz 07.12.2026.</li></ul><p>Darba piedāvājumus ievietojam arī <a href="https://www.linkedin.com/company/kalnu-novada-pasvaldiba">savā profesionāļu tīkla lapā</a>.</p>'
    },
    '/novads': {
      v: 'Par novadu',
      h: '<h1>Par novadu</h1><h2>Statistika</h2><table><tr><th>Gads</th><th>Iedzīvotāji</th><th>Muzeja apmeklētāji</th></tr><tr><td>2024</td><td>8 912</td><td>4 310</td></tr><tr><td>2025</td><td>8 870</td><td>5 127</td></tr></table>' +
        '<h2>Dome</h2><p>Domē ir piecpadsmit deputātu. <a href="/dok/protokols-2026-10.pdf">Oktobra sēdes protokols (PDF)</a></p>' +
        '<h2>Plānošana</h2><p>Teritorijas plānojums: <a href="/dok/teritorijas-planojums.pdf">grafiskā daļa (PDF)</a>. Valsts ģeotelpiskais portāls: <a href="https://geolatvija.lv/">geolatvija.lv</a>.</p><p><a href="/karte">Novada karte</a></p>'
    },
    '/kontakti': {
      v: 'Kontakti',
      h: '<h1>Kontakti</h1><p>Pēc pārvalžu apvienošanas šī sadaļa tiek atjaunota. Darbinieku sarakstu ievietosim decembrī.</p><p>Iestādei ir arī oficiālā e-adrese.</p><h2>Vietnes uzturētājs</h2><p>SIA “Pikseļu darbnīca”, Brīvības gatve 301, Rīga, tālr. 67 500 111</p>'
    }
  };

  function zimet() {
    var vieta = document.getElementById('skats');
    if (!vieta) { return; }
    var cels = location.hash.indexOf('#!') === 0 ? location.hash.slice(2) : '/';
    var lapa = LAPAS[cels] || { v: 'Nav atrasta', h: '<h1>Lapa nav atrasta</h1>' };
    vieta.innerHTML = lapa.h;
    document.title = lapa.v + ' | Kalnu novads';
    vieta.querySelectorAll('form').forEach(function (f) { f.addEventListener('submit', function (n) { n.preventDefault(); }); });
    var filtrs = vieta.querySelector('[data-filtrs]');
    if (filtrs) {
      filtrs.addEventListener('input', function () {
        vieta.querySelectorAll('[data-saraksts] li').forEach(function (li) {
          li.hidden = li.textContent.toLowerCase().indexOf(filtrs.value.toLowerCase()) < 0;
        });
      });
    }
  }

  function elements(vards, stils, html, pec) {
    customElements.define(vards, class extends HTMLElement {
      connectedCallback() {
        if (this.shadowRoot) { return; }
        var s = this.attachShadow({ mode: 'open' });
        s.innerHTML = '<style>' + stils + '</style>' + html;
        if (pec) { pec(s); }
      }
    });
  }

  elements('kn-izvelne', 'nav{display:flex;flex-wrap:wrap;gap:1rem;padding:1rem;background:#243}a{color:#fff}button{font:inherit}',
    '<nav aria-label="Galvenā izvēlne"><a href="/">Kalnu novads</a>' +
    '<a href="/#!/jaunumi">Jaunumi</a><a href="/#!/novads">Novads</a><a href="/#!/pakalpojumi">Pakalpojumi</a><a href="/#!/viedoklis">Viedoklis</a><a href="/#!/pieteikums">Pieņemšana</a>' +
    '<a href="/#!/domubiedri">Domubiedri</a><a href="/#!/dati">Dati</a><a href="/#!/vakances">Darbs</a><a href="/#!/kontakti">Kontakti</a><a href="/karte">Karte</a>' +
    '<button type="button" id="burti" title="Teksta izmērs">Vieglāk lasīt: A+</button><button type="button" class="userway-trigger">Piekļūstamība</button>' +
    '<div id="google_translate_element" class="goog-te-gadget"><select class="goog-te-combo" aria-label="Tulkošanas logrīks"><option value="">Izvēlieties valodu</option><option value="en">angļu</option><option value="ru">krievu</option><option value="de">vācu</option></select> Nodrošina <a href="https://translate.google.com/">Google Tulkotājs</a></div></nav>',
    function (s) { s.getElementById('burti').onclick = function () { document.body.classList.toggle('lielaks'); }; });

  elements('kn-vertejums', 'div{max-width:62rem;margin:1rem auto;padding:1rem;background:#eee}',
    '<div role="group" aria-label="Par šo lapu"><span>Vai te atradāt, ko meklējāt?</span> <button type="button">Jā</button> <button type="button">Nē</button>' +
    '<details><summary>Pamanījāt kļūdu tekstā?</summary><form><label>Kura vieta lapā ir kļūdaina <input name="vieta"></label><button>Ziņot par kļūdu lapā</button></form></details></div>',
    function (s) { s.querySelector('form').addEventListener('submit', function (n) { n.preventDefault(); }); });

  elements('kn-kajene', 'footer{padding:1rem;background:#243;color:#fff}a{color:#fff;display:inline-block;min-width:48px;min-height:48px}',
    '<footer><a class="ik ik-ig" aria-label="Mūsu Instagram" href="https://www.instagram.com/kalnunovads/"><svg width="24" height="24" aria-hidden="true"><circle cx="12" cy="12" r="9"/></svg></a>' +
    '<a class="ik" aria-label="Sekojiet mums X" href="https://x.com/KalnuNovads"><svg width="24" height="24" aria-hidden="true"><path d="M3 3l18 18"/></svg></a>' +
    '<a class="ik ik-tg" title="Kanāls" href="https://t.me/kalnunovads"><svg width="24" height="24" aria-hidden="true"><path d="M2 12l20-9-6 18z"/></svg></a>' +
    '<p>© 2026 Kalnu novada pašvaldība</p></footer>');

  elements('kn-cepumi', 'section{position:fixed;bottom:0;left:0;right:0;background:#fff;border-top:2px solid #243;padding:1rem}',
    '<section aria-label="Paziņojums"><p>Lai atcerētos jūsu izvēles, glabājam ierīcē sīkdatnes. Bez tām vietne darbosies, bet izvēles aizmirsīs.</p><button type="button">Lai glabā</button> <button type="button">Neglabāt</button></section>',
    function (s) { s.querySelectorAll('button').forEach(function (b) { b.onclick = function () { s.host.remove(); }; }); });

  window.addEventListener('hashchange', zimet);
  zimet();
})();
