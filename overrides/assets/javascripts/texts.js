// The texts of all scripts in the blog's language. The build of a blog that is not in English
// writes this file with its messages; what is not among them stays English.

/**
 * Messages by their English text; those with a number by its singular, each with its forms by the
 * names of CLDR: one, few, other.
 * @type {Record<string, string | Record<string, string>>}
 */
const MESSAGES = {};

const language = document.documentElement.lang || "en";

/**
 * @param {string} message
 * @param {Record<string, unknown>} [values] for its `%(name)s`
 * @returns {string}
 */
export function gettext(message, values = {}) {
  const said = MESSAGES[message];
  return filled(typeof said === "string" ? said : message, values);
}

/**
 * @param {string} singular
 * @param {string} plural
 * @param {number} count which is `%(num)s`
 * @param {Record<string, unknown>} [values]
 * @returns {string} the form that goes with the number
 */
export function ngettext(singular, plural, count, values = {}) {
  const forms = MESSAGES[singular];
  const said =
    typeof forms === "object"
      ? (forms[new Intl.PluralRules(language).select(count)] ?? forms.other)
      : count === 1
        ? singular
        : plural;
  return filled(said, { num: count.toLocaleString(language), ...values });
}

/**
 * Says that what a script puts into a text of another language is in the page's own.
 * @template {HTMLElement} Part
 * @param {Part} part
 * @returns {Part}
 */
export function inPageLanguage(part) {
  part.lang = language;
  part.dir = document.body.dir || "ltr";
  return part;
}

/**
 * @param {string} text
 * @param {Record<string, unknown>} values
 */
function filled(text, values) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => String(values[name]));
}
