/** A format's layout -> the tables that assembly/rows.ts and assembly/members.ts read lines by. */
import type { AnyFormat } from '../../formats/format.ts';
import type { ColumnsLayout, LineLayout, LineValues, MembersLayout, NumberForm } from '../../formats/layout.ts';
import { CORE } from './core.ts';
import type { Core } from './exports.ts';

const { FIELDS_MAX, ROLES_MAX, MEMBERS_MAX, MEMBER_NAME_MAX, RECORD_NUMBERS_MAX, ROW_WORD_FIELDS } = CORE;

interface Role {
  readonly field: string;
  readonly role: number;
  readonly slot: number;
}

/**
 * Gives the core the layout of the lines that follow, or of the records. False if a layout needs more room than there
 * is.
 */
export function useLayout(core: Core, layout: LineLayout, framing: Framing): boolean {
  const roles = rolesOf(layout);
  const { numbers, texts = {}, words } = layout;
  if (Object.keys(numbers).length + Object.keys(texts).length > RECORD_NUMBERS_MAX) return false;
  if (Object.keys(words).length > ROW_WORD_FIELDS) return false;
  if (layout.separator !== undefined) return useColumns(core, layout, roles);
  if (!useMembers(core, layout, roles)) return false;
  core.exports.setRows(0, 0, framing === 'records' ? 2 : 1);
  return true;
}

type Framing = AnyFormat['framing'];

function rolesOf({
  time,
  numbers,
  texts = {},
  words,
  ports,
  starts = [],
  decides,
  odd = [],
}: LineValues): readonly Role[] {
  const times = {
    iso: CORE.ROLE_TIME,
    dateAndTime: CORE.ROLE_DATE_AND_TIME,
    epoch: CORE.ROLE_EPOCH,
    nginx: CORE.ROLE_NGINX_TIME,
  };
  const forms: Readonly<Record<NumberForm, number>> = {
    seconds: CORE.ROLE_SECONDS,
    bytes: CORE.ROLE_WHOLE,
    milliseconds: CORE.ROLE_WHOLE,
    elapsed: CORE.ROLE_ELAPSED,
  };
  return [
    { field: time.field, role: times[time.form], slot: 0 },
    ...Object.entries(numbers).map(([field, [, form]], slot) => ({ field, role: forms[form], slot })),
    ...Object.keys(texts).map((field, index) => ({
      field,
      role: CORE.ROLE_TEXT,
      slot: Object.keys(numbers).length + index,
    })),
    ...Object.keys(words).map((field, slot) => ({ field, role: CORE.ROLE_WORD, slot })),
    ...ports.map((field) => ({ field, role: CORE.ROLE_PORT, slot: 0 })),
    ...starts.map((field) => ({ field, role: CORE.ROLE_KEY_START, slot: 0 })),
    ...odd.map((field) => ({ field, role: CORE.ROLE_ODD, slot: 0 })),
    ...decides.map((field) => ({ field, role: CORE.ROLE_KEY, slot: 0 })),
  ];
}

function useColumns({ exports, words }: Core, layout: ColumnsLayout, roles: readonly Role[]): boolean {
  const { separator, hasQuotes, places, least } = layout;
  // A field that the header does not name reads as one with nothing in it, which is how the parser has it.
  const placed = roles.map((role) => ({ ...role, place: places[role.field] ?? FIELDS_MAX - 1 }));
  if (placed.length > ROLES_MAX || placed.some(({ place }) => place >= FIELDS_MAX - 1 && place !== FIELDS_MAX - 1))
    return false;
  placed
    .sort((left, right) => left.place - right.place)
    .forEach(({ place, role, slot }, index) => {
      words[(CORE.ROLES >> 2) + index] = place | (role << 8) | (slot << 16);
    });
  exports.setColumns(separator.charCodeAt(0), Number(hasQuotes));
  exports.setRows(placed.length, least, 0);
  return true;
}

function useMembers({ exports, memory }: Core, { time, skipsBy }: MembersLayout, others: readonly Role[]): boolean {
  const timeOfDay =
    time.form === 'dateAndTime' ? [{ field: time.timeOfDay, role: CORE.ROLE_DATE_AND_TIME, slot: 1 }] : [];
  const roles = [...others, ...timeOfDay];
  const inner = roles.filter(({ field }) => field.includes('.'));
  const objects = new Set(inner.map(({ field }) => field.slice(0, field.indexOf('.'))));
  const outer = [
    ...roles.filter(({ field }) => !field.includes('.')),
    ...[...objects].map((field) => ({ field, role: CORE.ROLE_OBJECT, slot: 0 })),
  ];
  const all = [...outer, ...inner.map((role) => ({ ...role, field: role.field.slice(role.field.indexOf('.') + 1) }))];
  if (objects.size > 1 || all.length > MEMBERS_MAX || all.some(({ field }) => field.length > MEMBER_NAME_MAX))
    return false;
  all.forEach(({ field, role, slot }, index) => {
    const at = CORE.MEMBERS + index * CORE.MEMBER_SIZE;
    memory[at] = field.length;
    memory[at + 1] = role;
    memory[at + 2] = slot;
    memory[at + 3] = Number(field === skipsBy);
    memory.write(field, at + 4, 'latin1');
  });
  exports.setMembers(outer.length, inner.length);
  return true;
}
