/** Numbers below a million in words, as `genai_book.datasets.number_words` has them: the question, and the right answer. */

const ENGLISH =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const FRENCH = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf".split(" ");
const DIX = "vingt trente quarante cinquante soixante".split(" ");

/** @param {number} n  a whole number from 0 to 999,999 */
export function english(n) {
  const [thousands, rest] = [Math.floor(n / 1000), n % 1000];
  if (!thousands) return englishBelow(rest);
  const words = `${englishBelow(thousands)} thousand`;
  return rest ? `${words}${rest < 100 ? " and" : ","} ${englishBelow(rest)}` : words;
}

function englishBelow(n) {
  if (n < 20) return ENGLISH[n];
  const [tens, unit] = [TENS[Math.floor(n / 10) - 2], n % 10];
  if (n < 100) return unit ? `${tens}-${ENGLISH[unit]}` : tens;
  const hundred = `${ENGLISH[Math.floor(n / 100)]} hundred`;
  return n % 100 ? `${hundred} and ${englishBelow(n % 100)}` : hundred;
}

/** @param {number} n  a whole number from 0 to 999,999; traditional spelling */
export function french(n) {
  const [thousands, rest] = [Math.floor(n / 1000), n % 1000];
  if (!thousands) return frenchBelow(rest);
  const many = thousands === 1 ? "" : `${frenchBelow(thousands).replace(/(cent|vingt)s$/, "$1")} `;
  return `${many}mille${rest ? ` ${frenchBelow(rest)}` : ""}`;
}

function frenchBelow(n) {
  if (n < 20) return FRENCH[n];
  if (n < 80) {
    const tens = Math.min(Math.floor(n / 10), 6); // seventy is sixty-ten
    const rest = n - 10 * tens;
    if (!rest) return DIX[tens - 2];
    return `${DIX[tens - 2]}${rest % 10 === 1 ? " et " : "-"}${FRENCH[rest]}`;
  }
  if (n < 100) return n === 80 ? "quatre-vingts" : `quatre-vingt-${FRENCH[n - 80]}`;
  const [hundreds, rest] = [Math.floor(n / 100), n % 100];
  const many = hundreds === 1 ? "cent" : `${FRENCH[hundreds]} cent`;
  if (rest) return `${many} ${frenchBelow(rest)}`;
  return hundreds === 1 ? many : `${many}s`;
}

/** The number that English words name, with or without `and`, commas, hyphens and capitals; undefined where they name none. */
export function numberOf(words) {
  const plain = (text) => text.toLowerCase().replace(/[-,\s]+|\band\b/g, " ").trim().replace(/\s+/g, " ");
  const asked = plain(words).replace(/^an? (?=hundred|thousand)/, "one ");
  let [whole, part] = [0, 0];
  for (const word of asked.split(" ")) {
    const [unit, ten] = [ENGLISH.indexOf(word), TENS.indexOf(word)];
    if (unit >= 0) part += unit;
    else if (ten >= 0) part += 10 * (ten + 2);
    else if (word === "hundred") part *= 100;
    else if (word === "thousand") [whole, part] = [1000 * part, 0];
    else return undefined;
  }
  const found = whole + part;
  return found < 1e6 && plain(english(found)) === asked ? found : undefined; // `seventy twelve` adds up, and is no number
}
