/** Reads delimited text to show rows in a list; the engine reads the text itself. */
import Papa from 'papaparse';

/** The records of a delimited text: the heading first; empty ones left out, or `all`. */
export function records(text: string, which: 'filled' | 'all' = 'filled'): string[][] {
  return Papa.parse<string[]>(text, { skipEmptyLines: which === 'filled' ? 'greedy' : false, delimitersToGuess: ['\t', ';', ','] }).data;
}
