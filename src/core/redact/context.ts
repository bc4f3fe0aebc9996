/**
 * What stands around a number tells what it is: a label in front of it, a currency, a unit, the rest of a longer token.
 */

/** Characters before a number in which its label stands. */
const REACH = 32;

const LABEL_ALONE =
  'orders?|invoices?|ref(?:erence)?|tracking|serials?|s\\/n|sn|isbn|issn|ean|upc|gtin|sku|p\\/n|docket|doi|pmid|arxiv|ticket|shipment|consignment|waybill|awb|receipt|transaction|txn|barcode|imei|commit|patent|timestamp|epoch|offset|population|total|amount|(?:order|user|item|object|record|job|request|trace|transaction|product)[ _-]id';
const LABEL_WITH_NUMBER =
  'part|case|batch|lot|parcel|contract|policy|claim|model|item|product|build|version|revision|job|request|patent|application|registration|file|document|asset|meter|article|figure|account|project|catalogue|catalog|customer|member';
const LABEL_IN_CHINESE =
  '(?:订单|單|单|发票|發票|流水|快递|运单|物流|序列|书|合同|批|版本?|案|文|账单|货|貨|商品|产品|条码|条形码|档案|工单|票据|票|型|凭证|交易|专利|申请|批准文|备案|设备|工作令|房|追踪|跟踪|订购|采购)(?:号码?|编号|碼|號)|订单|单据|发票代码|编号|編號|时间戳|总额|金额|合计|税额|共计';
/** A label that says what a number counts or names, with what may stand between the two. */
const OTHER_NUMBER = new RegExp(
  `(?:\\b(?:${LABEL_ALONE})\\b(?:\\s*(?:no|nr|num|number|code|id)\\b)?|\\b(?:${LABEL_WITH_NUMBER})\\s*(?:no\\b|nr\\b|num\\b|number\\b|code\\b|id\\b|#)|${LABEL_IN_CHINESE}|[¥$£€]|\\b(?:rmb|cny|usd|eur|gbp|hkd)\\b|人民币)[\\s:#.=(]*(?:(?:is|was|of)\\b|为|是|為)?[\\s:#.=(]*["'\`]?$`,
  'iu',
);
const TELEPHONE_LABEL =
  /(?:\b(?:tel(?:ephone)?|phone|mobile|mob|cell(?:phone)?|call(?:ing)?|fax|ring|hotline|whatsapp|wechat|sms|text|dial|landline|reach(?:ed)? (?:me|us|him|her|them)|contact)|电话|電話|手机|手機|座机|联系方式|热线|熱線|传真|傳真|致电|致電|拨打|撥打|来电|微信|固话|总机|分机|短信|联系人?)(?:(?:[\s:.#=-]|号码?|號碼?|是|为|為|至|到|\/)|\b(?:no|nr|number|num|is|was|me|us|him|her|them|on|at|line|to|via|under|directly|now|today)\b){0,8}[(+]?$/iu;
const UNIT_BEHIND =
  /^\s?(?:%|元|块|万|萬|亿|億|千|公里|平方|吨|人|美元|港币|usd\b|eur\b|gbp\b|cny\b|rmb\b|dollars?\b|euros?\b|pounds?\b|bytes?\b|[kmgt]i?b\b|ms\b|km\b|kg\b|people\b|units?\b|years?\b)/iu;

const before = (text: string, start: number): string => text.slice(Math.max(0, start - REACH), start);

/** Whether a label in front says that the number counts or names something that is nobody's. */
export function isOtherNumber(text: string, start: number, end: number): boolean {
  return OTHER_NUMBER.test(before(text, start)) || UNIT_BEHIND.test(text.slice(end, end + 16));
}

/** Whether the words in front announce a telephone number. */
export function isCalled(text: string, start: number): boolean {
  return TELEPHONE_LABEL.test(before(text, start));
}

/** Whether a label that the pattern describes (it has to end with `$`) stands right in front. */
export function isLabelled(text: string, start: number, label: RegExp): boolean {
  return label.test(before(text, start));
}

/** Whether a token of digits (and letters) ends on both sides: it is no part of a longer number, word, date or path. */
export function standsAlone(text: string, start: number, end: number): boolean {
  return (
    !/(?:[\p{Script=Latin}\d_]|\d[.:/-]|[\p{Script=Latin}_][-/]|[#@/\\])$/u.test(before(text, start)) &&
    !/^(?:[\p{Script=Latin}\d_@]|[.:/-]\d|[-_]\p{Script=Latin})/u.test(text.slice(end, end + 2))
  );
}
