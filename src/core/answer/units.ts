/** Units of measure, time and money, in English and Chinese, and what makes them comparable. */

interface Measure {
  readonly unit: string;
  /** Multiplies an amount in this unit into one in `unit`. */
  readonly factor: number;
}

function table(
  rows: readonly (readonly [names: string, unit: string, factor: number])[],
): Map<string, Measure> {
  return new Map(
    rows.flatMap(([names, unit, factor]) =>
      names.split('|').map((name): [string, Measure] => [name, { unit, factor }]),
    ),
  );
}

/** Years count in months, weeks in days, minutes in seconds: 24 months are 2 years, 7 days are no month. */
export const TIME_UNITS = table([
  ['second|seconds|sec|secs|秒|秒钟', 's', 1],
  ['minute|minutes|min|mins|分钟', 's', 60],
  ['hour|hours|hr|hrs|h|小时|个小时|钟头|个钟头|时', 's', 3600],
  ['day|days|日|天', 'day', 1],
  ['working day|working days|business day|business days|个工作日|工作日', 'working day', 1],
  ['week|weeks|周|个星期|星期|个礼拜|礼拜', 'day', 7],
  ['month|months|个月|月', 'month', 1],
  ['quarter|quarters|个季度|季度', 'month', 3],
  ['year|years|yr|yrs|年', 'month', 12],
  ['year old|years old|years of age|岁|周岁', 'age', 1],
]);

const MEASURES = table([
  ['mm|millimetre|millimetres|millimeter|millimeters|毫米', 'm', 1e-3],
  ['cm|centimetre|centimetres|centimeter|centimeters|厘米|公分', 'm', 1e-2],
  ['m|metre|metres|meter|meters|米|公尺', 'm', 1],
  ['km|kilometre|kilometres|kilometer|kilometers|公里|千米', 'm', 1e3],
  ['mile|miles|英里', 'mile', 1],
  ['foot|feet|ft|英尺', 'ft', 1],
  ['square metre|square metres|square meters|square meter|m2|m²|平方米|平方公尺|平米', 'm2', 1],
  ['square kilometre|square kilometres|square kilometers|km2|km²|平方公里|平方千米', 'm2', 1e6],
  ['hectare|hectares|公顷', 'm2', 1e4],
  ['mg|milligram|milligrams|毫克', 'g', 1e-3],
  ['g|gram|grams|克', 'g', 1],
  ['kg|kilogram|kilograms|kilo|kilos|公斤|千克', 'g', 1e3],
  ['t|tonne|tonnes|ton|tons|吨', 'g', 1e6],
  ['斤', 'g', 500],
  ['ml|millilitre|millilitres|milliliter|milliliters|毫升', 'l', 1e-3],
  ['l|litre|litres|liter|liters|升', 'l', 1],
  ['w|watt|watts|瓦', 'W', 1],
  ['kw|kilowatt|kilowatts|千瓦', 'W', 1e3],
  ['mw|megawatt|megawatts|兆瓦', 'W', 1e6],
  ['kwh|kilowatt hour|kilowatt hours|千瓦时|度电', 'Wh', 1e3],
  ['mwh|megawatt hour|megawatt hours|兆瓦时', 'Wh', 1e6],
  ['v|volt|volts|伏', 'V', 1],
  ['a|ampere|amperes|amp|amps|安|安培', 'A', 1],
  ['pa|帕', 'Pa', 1],
  ['hpa|hectopascal|hectopascals|百帕', 'Pa', 100],
  ['kpa|千帕', 'Pa', 1e3],
  ['mpa|兆帕', 'Pa', 1e6],
  ['mbar|毫巴', 'Pa', 100],
  ['db|decibel|decibels|分贝', 'dB', 1],
  ['c|°c|℃|degrees|degree|度|摄氏度', 'degree', 1],
  ['people|persons|person|人|名|位|口', 'people', 1],
  ['times|次|回|遍', 'times', 1],
  ['floor|floors|storeys|stories|层|楼', 'floor', 1],
  ['page|pages|页', 'page', 1],
  ['points|point|分', 'point', 1],
  ['项|条|款', 'clause', 1],
  [
    '台|辆|架|只|头|匹|棵|株|件|个|套|批|户|家|所|座|间|部|本|篇|首|张|块|片|支|根|份|场|届|种|类|组|级|座|艘|枚',
    '',
    1,
  ],
]);

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/ /g, '[ -]');
}

/** Longest first, so that 平方米 is not 平方 and a rest. A Latin name ends with a word. */
function alternatives(names: Iterable<string>): string {
  return [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => (/[a-z]$/u.test(name) ? `${escaped(name)}\\b` : escaped(name)))
    .join('|');
}

export const UNITS = {
  /** Source of a pattern for every unit of measure and time. */
  pattern: alternatives([...TIME_UNITS.keys(), ...MEASURES.keys()]),
  of: (name: string): Measure | undefined => MEASURES.get(name.replace(/-/gu, ' ')),
};

const CODES = new Map<string, string>();
const BEFORE: string[] = [];
const AFTER: string[] = [];
for (const [code, before, after] of [
  ['GBP', '£|GBP', 'pounds?|pounds? sterling|GBP|英镑'],
  ['EUR', '€|EUR', 'euros?|EUR|€|欧元'],
  ['TWD', 'NT\\$|TWD', 'TWD|新台币|台币'],
  ['HKD', 'HK\\$|HKD', 'HKD|港元|港币'],
  ['USD', 'US\\$|\\$|USD', 'US dollars?|dollars?|USD|美元|美金'],
  ['JPY', 'JPY', 'yen|JPY|日元|日圆'],
  ['CNY', '¥|￥|CNY|RMB|人民币', 'yuan|CNY|RMB|元人民币|元|块钱|块'],
] as const) {
  for (const [names, list] of [
    [before, BEFORE],
    [after, AFTER],
  ] as const) {
    for (const name of names.split('|')) {
      list.push(/[a-z]\??$/iu.test(name) && list === AFTER ? `${name}\\b` : name);
      for (const written of [name.replace('s?', ''), name.replace('?', '')])
        CODES.set(written.replaceAll('\\', '').toLowerCase(), code);
    }
  }
}

export const CURRENCIES = {
  /** Source of a pattern for signs before an amount. */
  before: BEFORE.sort((a, b) => b.length - a.length).join('|'),
  /** And for names behind it. */
  after: AFTER.sort((a, b) => b.length - a.length).join('|'),
  /** ISO 4217; 元 is taken for the yuan. */
  codeOf: (written: string): string | undefined => CODES.get(written.toLowerCase()),
};
