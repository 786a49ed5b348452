/** Headings as people write them, brought to the form in which they are compared, and what their brackets say. */

/** Traditional characters that occur in headings and choices, each before its simplified one. */
const traditional =
  '資资 產产 編编 號号 當当 稱称 證证 碼码 統统 會会 機机 銀银 預预 額额 貸贷 類类 車车 發发 動动 裡里 裏里 數数 駛驶 購购 時时 間间 違违 罰罚 電电 話话 記记 錄录 録录 醫医 療疗 風风 評评 參参 與与 構构 費费 幣币 許许 開开 結结 實实 驗验 憑凭 關关 係系 書书 審审 萬万 億亿 圓圆 總总 計计 製制 複复 覆复 負负 責责 備备 註注 說说 單单 還还 報报 聯联 絡络 務务 業业 質质 個个 對对 積积 搶抢 險险 頻频 櫃柜 臺台 檯台 戶户 權权 範范 圍围 選选 項项';
const simplified = new Map(traditional.split(' ').map((pair) => [pair.charAt(0), pair.charAt(1)] as const));
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
const edgeMarks = /^[\s*※★☆●◆■:.、,;/_-]+|[\s*※★☆●◆■:、,;/_-]+$/g;
const brackets = /[([{【〔<《][^)\]}】〕>》]*[)\]}】〕>》]/g;

/** In half-width and simplified characters, small letters, without what nobody sees. */
export function plainText(text: string): string {
  const plain = text.normalize('NFKC').replace(invisible, '').toLowerCase();
  return plain.replace(/[\u4e00-\u9fff]/g, (character) => simplified.get(character) ?? character).trim();
}

export interface HeadingText {
  /** Without brackets, and without marks around it. */
  readonly name: string;
  /** The words in brackets. */
  readonly remarks: readonly string[];
}

export function parseHeading(text: string): HeadingText {
  const plain = plainText(text);
  const inside = [...plain.matchAll(brackets)].flatMap(([bracket]) => splitRemark(bracket.slice(1, -1)));
  const name = plain.replace(brackets, ' ').replace(edgeMarks, '');
  // `*` or `(1)` alone is a heading, too.
  return name === '' ? { name: plain, remarks: [] } : { name, remarks: inside };
}

/** The words of a remark; `单位:` says that a unit follows. */
export function splitRemark(remark: string): readonly string[] {
  return remark
    .split(/[,;、|\s:/]+|单位|金额/)
    .map((word) => word.replace(edgeMarks, '').replace(/^(?:人民币|rmb)(?=.)/, ''))
    .filter((word) => word !== '');
}

/** How alike two texts are, from 0 to 1, by the characters that they share. */
export function likeness(one: string, other: string): number {
  const [ones, others] = [new Set(one), new Set(other)];
  const shared = [...ones].filter((character) => others.has(character)).length;
  return (2 * shared) / (ones.size + others.size);
}
