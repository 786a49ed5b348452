/**
 * Every way in which a whole spreadsheet is refused. What is wrong with one row refuses that row alone (plan-rows.ts).
 *
 * Details hold row numbers, column letters, cell names, names of sheets and headings; never anything of the rows.
 */
import { said } from './said';

export const fileRefusals = {
  // What it is
  FILE_TYPE_NOT_SUPPORTED: said(
    'The file is neither an .xlsx workbook nor a .csv text; open it in Excel or WPS and save it as .xlsx.',
    '文件既不是 .xlsx 工作簿也不是 .csv 文本（如 .xls、.et、.ods、网页）；请用 Excel 或 WPS 打开后另存为 .xlsx。',
  ),
  FILE_DAMAGED: said(
    'The file is damaged or incomplete; open it in a spreadsheet program and save it again.',
    '文件已损坏或不完整；请用表格软件打开后重新保存。',
  ),
  FILE_ENCRYPTED: said('The file is protected by a password; save it without.', '文件有密码保护；请取消密码后保存。'),
  FILE_TOO_LARGE: said(
    'The file, or what it unpacks to, exceeds the documented limits.',
    '文件或其解压后的内容超出限制。',
  ),
  FILE_HAS_DTD: said('A part of the workbook declares a document type.', '工作簿中含有文档类型声明。'),
  FILE_HAS_MACROS: said(
    'The workbook holds macros or ActiveX controls; save it as .xlsx without.',
    '工作簿含有宏或 ActiveX 控件；请另存为不含宏的 .xlsx。',
  ),
  FILE_HAS_EXTERNAL_LINKS: said(
    'The workbook refers to other files or data sources; break the links and save it again.',
    '工作簿引用了其他文件或数据源；请断开链接后重新保存。',
  ),
  FILE_HAS_FORMULAS: said(
    'A cell holds a formula; replace formulas by their values.',
    '单元格含有公式；请将公式粘贴为数值。',
  ),
  ENCODING_NOT_SUPPORTED: said(
    'The text is in an encoding that is not read, such as UTF-16, Big5, Shift-JIS, EUC-KR or Windows-1251; save it as "CSV UTF-8".',
    '文本编码不受支持（如 UTF-16、Big5、Shift-JIS 等）；请另存为“CSV UTF-8（逗号分隔）”。',
  ),
  ENCODING_MIXED: said(
    'The text is neither UTF-8 throughout nor GB18030 throughout; save it as "CSV UTF-8".',
    '文本并非全部为 UTF-8 或全部为 GB18030 编码；请另存为“CSV UTF-8（逗号分隔）”。',
  ),
  SHEETS_HIDDEN: said(
    'All sheets of the workbook are hidden; unhide the one that is meant.',
    '所有工作表均被隐藏；请取消隐藏要读取的工作表。',
  ),
  SHEETS_SEVERAL: said(
    'Several visible sheets hold rows below such headings; upload each sheet as a file of its own, or hide what is not meant.',
    '多个可见工作表都有这样的列标题和数据；请将每个工作表另存为单独的文件上传，或隐藏不需要上传的工作表。',
  ),
  // What it holds
  TOO_MANY_COLUMNS: said('The sheet has more than 100 columns.', '工作表超过 100 列。'),
  TOO_MANY_ROWS: said(
    'The sheet has more than 50,000 rows, or 100,000 with blank ones; delete the rows below the last entry.',
    '工作表超过 50,000 行，或连同空白行超过 100,000 行；请删除最后一条数据以下的行。',
  ),
  TOO_MANY_MERGED_CELLS: said('The sheet has more than 20,000 merged cells.', '合并单元格超过 20,000 个。'),
  CELL_TOO_LONG: said('A cell holds more than 4,096 characters.', '单元格超过 4,096 个字符。'),
  MERGED_CELLS: said(
    'A merged cell covers columns of different meaning, or headings and rows together; unmerge it and fill every cell.',
    '合并单元格跨越了不同含义的列，或同时覆盖列标题与数据行；请取消合并并逐格填写。',
  ),
  HEADINGS_UNKNOWN: said(
    'A heading is not documented, or there are none; rename or delete the column.',
    '有无法识别的列标题，或缺少列标题；请改用模板中的列标题，或删除该列。',
  ),
  OTHER_KIND: said(
    'The headings are those of the other kind of spreadsheet; upload plans to /v1/plan-imports (--kind plans), and loans to /v1/credit-record-imports (--kind credit-records).',
    '列标题属于另一类表格：资产请上传至 /v1/plan-imports（--kind plans），借款请上传至 /v1/credit-record-imports（--kind credit-records）。',
  ),
  UNIT_UNKNOWN: said(
    'A heading, or a text above or below the table, names a unit that is not known or not clearly of some columns; write known units into the headings, as in 借款金额（万元）.',
    '列标题或表格上方、下方文字中的单位无法识别，或不清楚适用于哪些列；请在列标题中注明模板所列的单位，如“借款金额（万元）”。',
  ),
  HEADING_MISSING: said('A required column is missing.', '缺少必填列。'),
  HEADING_TWICE: said('Two headings name the same column.', '两个列标题表示同一列。'),
  SECOND_TABLE: said(
    'Other headings stand below the rows; upload each table in a file of its own.',
    '数据行下方另有一行不同的列标题；请将每张表分别保存为单独的文件上传。',
  ),
  NO_ROWS: said('There is no row below the headings.', '列标题下没有数据行。'),
  // How the reading went
  READING_TOO_LONG: said('Reading the file took longer than is allowed.', '读取文件超时。'),
  READING_OUT_OF_MEMORY: said('Reading the file took more memory than is allowed.', '读取文件占用内存过多。'),
  READING_FAILED: said('The file could not be read.', '文件无法读取。'),
} as const satisfies Record<string, string>;

export type FileRefusalCode = keyof typeof fileRefusals;
export type FileRefusalDetail = Readonly<Record<string, string | number>>;
