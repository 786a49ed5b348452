/**
 * What is wrong with a value, in words. Zod's own messages may repeat what was sent, so only the texts of this file and of
 * forms written here are used.
 */
import type { z } from 'zod';
import { identifierPattern, localIdPattern, partyIdPattern } from '../../chaincode/api/identifiers';

/** The rules of patterns that people meet, by the pattern. */
const rules = new Map([
  [String(localIdPattern), 'is not 1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-", and neither "." nor ".."'],
  [String(partyIdPattern), 'is not 1 to 64 of A-Z, a-z, 0-9, "." and "-", and neither "." nor ".."'],
  [
    String(identifierPattern),
    'is not 1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-", and neither "." nor ".."; an institution and ":" may stand before it',
  ],
]);

/** The units of a size: characters of a text, items of a list. */
const units: Readonly<Record<string, string>> = { string: 'characters', array: 'items' };

export function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `is missing or not of type ${issue.expected}`;
    case 'too_small':
      return units[issue.origin]
        ? `has fewer than ${issue.minimum} ${units[issue.origin]}`
        : `is below ${issue.minimum}`;
    case 'too_big':
      return units[issue.origin]
        ? `has more than ${issue.maximum} ${units[issue.origin]}`
        : `is above ${issue.maximum}`;
    case 'invalid_format':
      if (issue.format !== 'regex') return `does not have the form ${issue.format}`;
      return rules.get(String(issue.pattern)) ?? `does not have the form ${issue.pattern}`;
    case 'invalid_value':
      return `is none of ${issue.values.join(', ')}`;
    case 'invalid_union':
      return 'options' in issue && issue.options ? `is none of ${issue.options.join(', ')}` : 'is not admissible';
    case 'custom':
      return typeof issue.params?.expected === 'string' ? issue.params.expected : 'is not admissible';
    default:
      return 'is not admissible';
  }
}
