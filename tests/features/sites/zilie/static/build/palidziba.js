class UdrupePalidziba extends HTMLElement {
  connectedCallback() {
    const r = this.attachShadow({mode: 'open'});
    r.innerHTML = `<style>section{border:1px solid #036;padding:1rem}[hidden]{display:none}</style>
<section aria-label="Apmeklētāju konsultante"><button type="button" id="ver">Sarunāties ar Baibu</button>
<div id="logs" hidden><p>Tiešsaistē atbild centra darbiniece Baiba, darbdienās no 9 līdz 16. Sarakste netiek saglabāta.</p><div role="log" id="log"></div><label>Tava ziņa <input id="zina" autocomplete="off"></label><button type="button" id="sut">Aiziet!</button></div></section>
<section aria-label="Ūdrupe ik piektdienu"><p>Ik piektdienu e-pastā: kas nedēļā noticis un kas gaidāms.</p><form><input type="email" name="epasts" aria-label="Tavs e-pasts" required><button>Lai nāk</button></form></section>`;
    const get = i => r.getElementById(i);
    get('ver').addEventListener('click', () => { get('logs').hidden = !get('logs').hidden; });
    get('sut').addEventListener('click', () => { const p = document.createElement('p'); p.textContent = 'Tu: ' + get('zina').value; get('log').append(p); get('zina').value = ''; });
    r.querySelector('form').addEventListener('submit', e => { e.preventDefault(); e.target.textContent = 'Apstiprini saiti savā pastkastē.'; });
  }
}
customElements.define('udrupe-palidziba', UdrupePalidziba);
