import { useRegisterSW } from 'virtual:pwa-register/react';
import { useWords } from './words';

/** Keeps the app for when there is no network, and says when a newer version has come. */
export function NewVersion() {
  const { say } = useWords();
  const { needRefresh: [isNew, setIsNew], updateServiceWorker } = useRegisterSW({
    // Private windows and plain http keep nothing; the app works all the same.
    onRegisterError: () => undefined,
  });
  if (!isNew) return null;
  return (
    <div className="new-version" role="status">
      <span>{say('version.new')}</span>
      <button type="button" className="button primary" onClick={() => { void updateServiceWorker(true); }}>{say('version.reload')}</button>
      <button type="button" className="quiet" onClick={() => { setIsNew(false); }}>{say('version.later')}</button>
    </div>
  );
}
