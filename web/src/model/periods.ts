import type { Description } from 'tiercel/worker';
import type { Language } from './language';

/** The keys of a plan's months, first to last; none where its periods are not months. */
export function months(description: Description): string[] {
  const [plan] = description.plans;
  if (plan?.period !== 'month') return [];
  const found: string[] = [];
  const day = new Date(`${plan.from.slice(0, 7)}-01T00:00:00Z`);
  for (let key = plan.from.slice(0, 7); key <= plan.to.slice(0, 7) && found.length < 1200; ) {
    found.push(key);
    day.setUTCMonth(day.getUTCMonth() + 1);
    key = day.toISOString().slice(0, 7);
  }
  return found;
}

const writers = new Map<string, Intl.DateTimeFormat>();

/** The writer of days of a kind, made once: making one takes longer than a hundred days. */
function writer(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const found = writers.get(key);
  if (found !== undefined) return found;
  const made = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'UTC', ...options });
  writers.set(key, made);
  return made;
}

/** A period for a reader: “September 2026”, 2026年9月. Keys that are no months stay as they are. */
export function periodName(key: string, language: Language, month: 'long' | 'short' = 'long'): string {
  if (!/^\d{4}-\d{2}$/.test(key)) return key;
  return writer(language, { month, ...(month === 'long' ? { year: 'numeric' } : {}) }).format(new Date(`${key}-01T00:00:00Z`));
}

/** A day for a reader. */
export function dayName(day: string, language: Language): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  return writer(language, { year: 'numeric', month: language === 'zh' ? 'long' : 'short', day: 'numeric' }).format(new Date(`${day}T00:00:00Z`));
}
