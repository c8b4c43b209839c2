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

/** A period for a reader: “September 2026”, 2026年9月. Keys that are no months stay as they are. */
export function periodName(key: string, language: Language, month: 'long' | 'short' = 'long'): string {
  if (!/^\d{4}-\d{2}$/.test(key)) return key;
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', month, ...(month === 'long' ? { year: 'numeric' } : {}) };
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', options).format(new Date(`${key}-01T00:00:00Z`));
}

/** A day for a reader. */
export function dayName(day: string, language: Language): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  const options: Intl.DateTimeFormatOptions = { timeZone: 'UTC', year: 'numeric', month: language === 'zh' ? 'long' : 'short', day: 'numeric' };
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', options).format(new Date(`${day}T00:00:00Z`));
}
