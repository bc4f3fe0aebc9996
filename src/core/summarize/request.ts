import { terms } from '../text/words.ts';

/** What a request for a summary of everything consists of, beside what no question is about. */
const ENGLISH = new Set(
  (
    'summary summaries summarize summarise summarized summarizing overview outline gist abstract recap brief briefly ' +
    'plot story stories tale narrative text document documents file book chapter section article paper report meeting meetings ' +
    'discussion discussions discussed discuss conversation content contents main key major important general overall whole entire entirely ' +
    'point points idea ideas topic topics issue issues happen happens happened about is was are were be been it this that these those the a an ' +
    'of in on for to from and or what which how who do does did can could you please me us give gives tell show write make describe ' +
    'short long detailed all everything at with by its their there'
  ).split(' '),
);
const CHINESE =
  /请|帮我|给我|一下|总结|概括|概述|概要|摘要|综述|归纳|简介|简述|介绍|主要|重点|要点|大意|大致|整体|总体|全部|整个|全文|本文|这篇|这份|这个|这次|文章|文件|文档|文本|故事|小说|会议|报告|章节|内容|情节|讨论|议题|什么|哪些|是|了|的|讲|说|关于|一个|写|吗|呢/gu;

/** Whether nothing in particular is asked for: 'Summarize the whole meeting', 'What is the plot?', '总结全文'. */
export function aboutEverything(question: string | undefined): boolean {
  if (question === undefined) return true;
  const rest = question.replace(CHINESE, ' ');
  return terms(rest).every((term) => ENGLISH.has(term));
}
