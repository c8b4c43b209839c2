/** Reads delimited text the way the engine does, to show rows in a list; the engine reads the text itself. */

/** The records of a delimited text: the heading first. */
export function records(text: string): string[][] {
  const heading = text.slice(0, Math.max(0, text.indexOf('\n')));
  const delimiter = ['\t', ';', ','].find((one) => heading.includes(one)) ?? ',';
  const found: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === delimiter || character === '\n') {
      record.push(cell.replace(/\r$/, ''));
      cell = '';
      if (character === '\n') {
        if (record.some((one) => one !== '')) found.push(record);
        record = [];
      }
    } else cell += character;
  }
  record.push(cell);
  if (record.some((one) => one !== '')) found.push(record);
  return found;
}
