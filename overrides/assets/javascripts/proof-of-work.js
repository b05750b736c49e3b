/**
 * `<proof-of-work challenge="URL">` in a form: ALTCHA's proof of work, version 2, with what browsers
 * have built in. It begins when somebody turns to the form; without scripts the form works as it is.
 *
 * @typedef {{ algorithm: string, cost: number, keyLength: number, keyPrefix: string, nonce: string, salt: string, expiresAt: number }} Parameters
 * @typedef {{ parameters: Parameters, signature: string }} Challenge
 * @typedef {{ payload: string, expiresAt: number }} Proof
 */

const AT_ONCE = 8;
const LONGEST_MS = 30_000;
const SPARE_MS = 30_000;

class ProofOfWork extends HTMLElement {
  /** @type {AbortController | null} */
  #attached = null;
  /** @type {Promise<Proof | null> | null} */
  #proof = null;
  #goes = false;

  connectedCallback() {
    const form = this.closest("form");
    if (!form || !globalThis.crypto?.subtle) return;
    this.#attached = new AbortController();
    const { signal } = this.#attached;
    form.addEventListener("focusin", () => this.#begin(), { signal });
    form.addEventListener("submit", (event) => this.#hold(form, event), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#forget(), { signal });
  }

  disconnectedCallback() {
    this.#attached?.abort();
  }

  #begin() {
    this.#proof ??= fetchAndSolve(this.getAttribute("challenge") ?? "").catch(() => null);
    return this.#proof;
  }

  #forget() {
    this.#proof = null;
    this.#goes = false;
    this.#field()?.remove();
    this.#say("");
  }

  /**
   * @param {HTMLFormElement} form
   * @param {SubmitEvent} event
   */
  async #hold(form, event) {
    if (this.#goes) return;
    event.preventDefault();
    this.#say(this.querySelector("[data-said]")?.getAttribute("data-said") ?? "");
    let proof = await inTime(this.#begin());
    if (proof && proof.expiresAt * 1000 < Date.now() + SPARE_MS) {
      this.#proof = null;
      proof = await inTime(this.#begin());
    }
    if (proof) this.#show(proof.payload);
    await new Promise((resolve) => setTimeout(resolve)); // no form is sent within its own event
    this.#goes = true;
    form.requestSubmit(event.submitter);
  }

  /** @param {string} payload */
  #show(payload) {
    const field = this.#field() ?? document.createElement("input");
    field.type = "hidden";
    field.name = "altcha";
    field.value = payload;
    this.append(field);
  }

  #field() {
    return /** @type {HTMLInputElement | null} */ (this.querySelector("input[name=altcha]"));
  }

  /** @param {string} text */
  #say(text) {
    const said = this.querySelector("[role=status]");
    if (said) said.textContent = text;
  }
}

/**
 * @param {Promise<Proof | null>} proof
 * @returns {Promise<Proof | null>}
 */
function inTime(proof) {
  /** @type {Promise<null>} */
  const late = new Promise((resolve) => setTimeout(resolve, LONGEST_MS, null));
  return Promise.race([proof, late]);
}

/**
 * @param {string} address
 * @returns {Promise<Proof | null>}
 */
async function fetchAndSolve(address) {
  const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!answer.ok) return null;
  const challenge = /** @type {Challenge} */ (await answer.json());
  const began = performance.now();
  const [counter, derivedKey] = await solve(challenge.parameters);
  const time = Math.round(performance.now() - began);
  const payload = btoa(JSON.stringify({ challenge, solution: { counter, derivedKey, time } }));
  return { payload, expiresAt: challenge.parameters.expiresAt };
}

/**
 * @param {Parameters} parameters
 * @returns {Promise<[number, string]>}
 */
async function solve(parameters) {
  const [hash, salt, nonce] = [parameters.algorithm, fromHex(parameters.salt), fromHex(parameters.nonce)];
  if (!hash.startsWith("PBKDF2/")) throw new Error(`no such sum: ${hash}`);
  const kind = { name: "PBKDF2", hash: hash.slice(7), salt, iterations: parameters.cost };
  /** @param {number} counter */
  const derive = async (counter) => {
    const password = new Uint8Array(nonce.length + 4);
    password.set(nonce);
    new DataView(password.buffer).setUint32(nonce.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    return toHex(new Uint8Array(await crypto.subtle.deriveBits(kind, key, parameters.keyLength * 8)));
  };
  for (let first = 0; ; first += AT_ONCE) {
    const counters = Array.from({ length: AT_ONCE }, (_, index) => first + index);
    const keys = await Promise.all(counters.map(derive));
    const found = keys.findIndex((key) => key.startsWith(parameters.keyPrefix));
    if (found >= 0) return [first + found, keys[found] ?? ""];
  }
}

/** @param {string} text */
function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {Uint8Array} bytes */
function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

if (!customElements.get("proof-of-work")) customElements.define("proof-of-work", ProofOfWork);
