/** The editor's own words, which come in English. */
import { EditorState, type Extension } from '@codemirror/state';
import type { Language } from '../../model/language';

const zh = {
  // Search.
  Find: '查找',
  Replace: '替换为',
  next: '下一个',
  previous: '上一个',
  all: '全选',
  'match case': '区分大小写',
  regexp: '正则表达式',
  'by word': '全词',
  replace: '替换',
  'replace all': '全部替换',
  close: '关闭',
  'current match': '当前匹配',
  'on line': '位于行',
  'replaced match on line $': '已替换第 $ 行的匹配',
  'replaced $ matches': '已替换 $ 处',
  'Go to line': '转到行',
  go: '转到',
  // What is amiss.
  Diagnostics: '问题',
  'No diagnostics': '没有问题',
  // Completion.
  Completions: '可填内容',
  'Control character': '控制字符',
};

/** What the editor says in a language. */
export function phrases(language: Language): Extension {
  return language === 'zh' ? EditorState.phrases.of(zh) : [];
}
