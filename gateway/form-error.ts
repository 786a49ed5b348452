/**
 * What is wrong with a value, in words. Zod's own messages may repeat what was sent, so only the texts of this file and of
 * forms written here are used.
 */
import type { z } from 'zod';

export function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `is missing or not of type ${issue.expected}`;
    case 'too_small':
      return `is below ${issue.minimum}`;
    case 'too_big':
      return `is above ${issue.maximum}`;
    case 'invalid_format':
      return `does not have the form ${issue.format === 'regex' ? issue.pattern : issue.format}`;
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
