/** Reads an organisation's copy of the founding document, for the chaincode process and for the gateway that founds. */
import { foundingDocumentForm } from './api/alliance';
import type { FoundingDocument } from './api/records';
import { readSettings } from './settings-file';

/** Throws SettingsWrong. */
export function readFoundingDocument(file: string): FoundingDocument {
  return readSettings(file, {
    form: foundingDocumentForm,
    what: 'a founding document',
    repair: "restore it from a copy, or take another institution's: all have the same",
  });
}
