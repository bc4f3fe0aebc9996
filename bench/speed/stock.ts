import { join } from 'node:path';
import { CACHE } from '../quality/sets.ts';

/** Name and folder of the export that `models/build/stock.py` writes. */
export const STOCK_NAME = 'stock-e5-small';
export const STOCK = join(CACHE, STOCK_NAME);
