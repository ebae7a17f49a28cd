/** A text as a message quotes it: the whole of a short one, of a long one its first characters. */
export const beginning = (text: string, max = 60): string => (text.length > max ? `${text.slice(0, max)}…` : text);
