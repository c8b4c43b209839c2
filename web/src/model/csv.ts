/** Reads delimited text to show rows in a list; the engine reads the text itself. */
import Papa from 'papaparse';

/** The records of a delimited text: the heading first, empty ones left out. */
export function records(text: string): string[][] {
  return Papa.parse<string[]>(text, { skipEmptyLines: 'greedy', delimitersToGuess: ['\t', ';', ','] }).data;
}
