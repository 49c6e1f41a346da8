export { type CsvValue, csvCell, csvRow } from './csv.ts';
