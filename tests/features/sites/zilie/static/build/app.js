(function () {
  const skats = JSON.parse(document.getElementById('skats').textContent);
  const root = document.getElementById('root');
  const el = (n, a, t) => { const e = document.createElement(n); Object.entries(a || {}).forEach(([k, v]) => e.setAttribute(k, v)); if (t) e.textContent = t; return e; };
  const head = el('header');
  const nav = el('nav', {'aria-label': 'Galvenā'});
  [['/', 'Ūdrupe'], ['/vestis', 'Vēstis'], ['/dzivo', 'Dzīvo šeit'], ['/lidzruna', 'Līdzruna'], ['/sarunas', 'Novadnieku sarunas'], ['/dati', 'Dati'], ['/noderigi', 'Noderīgi kontakti'], ['/english', 'EN']]
    .forEach(([h, t]) => nav.append(el('a', {href: h}, t)));
  const find = el('form', {action: '/mekletajs', role: 'search'});
  find.append(el('input', {name: 'vards', 'aria-label': 'Ko atrast šajā vietnē', type: 'search'}), el('button', {}, 'Atrast'));
  head.append(nav, find);
  const main = el('main');
  main.append(el('h1', {}, skats.virsraksts));
  const body = el('div');
  body.innerHTML = window.SATURS[skats.skats];
  main.append(body);
  body.querySelectorAll('[data-zinas]').forEach(box => {
    const ul = el('ul');
    window.ZINAS.slice(0, Number(box.dataset.zinas)).forEach(([d, t, h]) => { const li = el('li'); li.append(el('time', {}, d), ' ', h ? el('a', {href: h}, t) : el('span', {}, t)); ul.append(li); });
    box.append(ul);
  });
  body.querySelectorAll('[data-atver]').forEach((box, i) => {
    const b = el('button', {'aria-expanded': 'false', 'aria-controls': 'a' + i, type: 'button'}, box.dataset.atver);
    const panel = el('div', {id: 'a' + i, hidden: ''});
    panel.append(...box.childNodes);
    b.addEventListener('click', () => { panel.hidden = !panel.hidden; b.setAttribute('aria-expanded', String(!panel.hidden)); });
    box.append(b, panel);
  });
  const q = new URLSearchParams(location.search).get('vards');
  const list = document.createElement('ol');
  if (skats.skats === 'mekletajs' && q) {
    Object.entries(window.SATURS).filter(([, h]) => h.toLowerCase().includes(q.toLowerCase())).forEach(([p]) => { const li = el('li'); li.append(el('a', {href: p === 'index' ? '/' : '/' + p}, p)); list.append(li); });
    body.append(list);
  }
  const foot = el('footer');
  const soc = el('div', {class: 'soc'});
  [['facebook.com/udrupesnovads', 'f'], ['youtube.com/@udrupe', 'y'], ['x.com/udrupe_lv', 'x'], ['linkedin.com/company/udrupes-novads', 'l'], ['t.me/udrupe_zinas', 't']]
    .forEach(([u, c]) => soc.append(el('a', {href: (c === 't' || c === 'x' ? 'https://' : 'https://www.') + u, class: 'i i-' + c, rel: 'me'})));
  foot.append(soc, el('a', {href: '/pazinojumi'}, 'Paziņojumi'), ' ', el('a', {href: '/vienkarsi'}, 'Viegli lasīt'), el('p', {}, 'Dizains un kods: SIA „Tilts Digital”, 2025'));
  root.append(head, main, foot);
  window._paq = window._paq || [];
  window._paq.push(['disableCookies'], ['trackPageView'], ['setTrackerUrl', '/matomo/matomo.php'], ['setSiteId', '1']);
  document.body.append(el('script', {src: '/matomo/matomo.js', async: ''}));
})();
