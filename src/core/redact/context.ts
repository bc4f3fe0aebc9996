/**
 * What stands around a number tells what it is: a label in front of it, a currency, a unit, the rest of a longer token.
 */

/** Characters before a number in which its label stands. */
const REACH = 32;

const OTHER_NUMBER =
  /(?:\b(?:orders?|invoices?|ref(?:erence)?|tracking|track|serials?|s\/n|sn|isbn|issn|ean|upc|gtin|sku|parts?|p\/n|case|docket|doi|pmid|arxiv|batch|lot|ticket|tickets|shipment|consignment|parcel|waybill|awb|receipt|transaction|txn|invoice|contract|policy|claim|model|barcode|item|product|imei|build|version|revision|commit|job|request|trace|hash|patent|application|registration|file|document|asset|meter|article|figure|total|amount|population|timestamp|epoch|offset|id)|(?:订单|单|編|编|发票|發票|流水|快递|运单|物流|序列|书|合同|批|版本?|案|文|账单|货|貨|商品|产品|条码|条形码|档案|工单|票据|票|型|证书|凭证|交易|专利|申请|批准文|备案|许可证|设备|工作令|房|车牌|追踪|跟踪|订购|采购)(?:号码?|编号|碼|號)?|编号|編號|号码为单号|时间戳|总额|金额|合计|税额|共计|[¥$£€]|\b(?:rmb|cny|usd|eur|gbp|hkd))[\s:#.=是为為(]*(?:(?:no|nr|num|number|code|id)\b[\s:#.=]*|(?:is|was|of)\b[\s:#.=]*|号码?[\s:是为為]*)*["'`]?$/iu;
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
