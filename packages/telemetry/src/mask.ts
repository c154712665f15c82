const EMAIL = /[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g
// International (+49 …, 0049 …) and national (0151 …) numbers of at least 9 digits, in the usual groupings.
const PHONE = /(?<![\w.:-])(?:\+|00?)[1-9](?:[ ()/-]{0,2}\d){8,14}(?![\w-])/g
const BEARER = /\b(Bearer|Basic)\s+[\w.~+/=-]+/gi
const KEY = /\b(?:cal_(?:live_)?|cb_|sk_|whsec_)[\w-]{8,}/g

/** Takes e-mail addresses, telephone numbers and tokens out of a text for logs: `[email]`, `[phone]`, `[token]`. */
export const mask = (text: string): string =>
  text.replace(BEARER, '[token]').replace(KEY, '[token]').replace(EMAIL, '[email]').replace(PHONE, '[phone]')
