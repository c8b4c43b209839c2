import { marked } from 'marked';
import { useEffect, useMemo, useState } from 'react';
import { useWords } from '../../shell/words';
import { found, sections, type Section } from '../reference';
import { useStudioWords } from '../words';

/** So many sections are shown at once. */
const SHOWN = 12;

/** The language reference, searched while one types. */
export function ReferencePanel() {
  const say = useStudioWords();
  const { language } = useWords();
  const [all, setAll] = useState<readonly Section[] | undefined>(undefined);
  const [search, setSearch] = useState('');
  useEffect(() => {
    let isWanted = true;
    void sections(language).then((read) => { if (isWanted) setAll(read); });
    return () => { isWanted = false; };
  }, [language]);
  const matching = useMemo(() => found(all ?? [], search), [all, search]);
  return (
    <div className="reference-panel">
      <input className="input" type="search" value={search} placeholder={say('reference.search')} aria-label={say('reference.search')} onChange={(event) => { setSearch(event.target.value); }} />
      {all !== undefined && matching.length === 0 && <p className="nothing">{say('reference.none')}</p>}
      {matching.slice(0, SHOWN).map((section) => (
        <article key={`${section.page} ${section.title}`} lang={language}>
          <small>{section.page}</small>
          {/* The pages are this repository's own. */}
          <div dangerouslySetInnerHTML={{ __html: htmlOf(section.text) }} />
        </article>
      ))}
    </div>
  );
}

/** Markdown as HTML. A table's heading without a text is no heading. */
function htmlOf(text: string): string {
  return marked.parse(text, { async: false }).replaceAll(/<th([^>]*)><\/th>/g, '<td$1></td>');
}
