import type ts from 'typescript';
import type { TypeScript } from './cell.ts';
import type { NotebookProgram, VirtualCell } from './notebook.ts';
import type { CellProblem, NotebookProblems } from './protocol.ts';

/** Codes of TypeScript's messages that a notebook sees differently from a module. */
const Code = {
  cannotFindName: 2304,
  cannotFindNameDidYouMean: 2552,
  assignmentToImport: 2632,
  /** "Left side of comma operator is unused": the value of a cell may be the right side. */
  unusedCommaOperand: 2695,
} as const;

/** The type errors of all cells, without those that the kernel would not agree with. */
export function notebookProblems(ts: TypeScript, program: NotebookProgram): NotebookProblems {
  const problems: Record<string, CellProblem[]> = {};
  for (const cell of program.cells) {
    problems[cell.key] = cellDiagnostics(ts, program, cell).flatMap((each) => toProblem(ts, each));
  }
  return problems;
}

export function cellDiagnostics(ts: TypeScript, program: NotebookProgram, cell: VirtualCell): ts.Diagnostic[] {
  if (cell.javascript || cell.names.objectLiteral) return [];
  // A cell that does not parse yet shows that alone; what follows from it would only be noise.
  if (program.service.getSyntacticDiagnostics(cell.file).length > 0) return [];
  return program.service
    .getSemanticDiagnostics(cell.file)
    .filter((each) => each.category === ts.DiagnosticCategory.Error && isInCell(each, cell))
    .flatMap((each) => judge(each, cell));
}

export function isInCell(
  { start, length }: { start?: number | undefined; length?: number | undefined },
  cell: VirtualCell,
): boolean {
  return start !== undefined && start + (length ?? 0) <= cell.length;
}

function judge(diagnostic: ts.Diagnostic, cell: VirtualCell): ts.Diagnostic[] {
  const { code, file, start = 0, length = 0 } = diagnostic;
  const word = file?.text.slice(start, start + length) ?? '';
  if (code === Code.unusedCommaOperand) return [];
  // Assigning to an undeclared name makes a global variable.
  if ((code === Code.cannotFindName || code === Code.cannotFindNameDidYouMean) && cell.names.assigned.has(word))
    return [];
  if (code === Code.assignmentToImport) {
    if (cell.borrowed.get(word)?.kind !== 'const') return [];
    return [{ ...diagnostic, messageText: `Cannot assign to '${word}' because it is a constant.` }];
  }
  return [diagnostic];
}

function toProblem(ts: TypeScript, { file, start = 0, length = 0, messageText, code }: ts.Diagnostic): CellProblem[] {
  if (!file) return [];
  return [
    {
      start: file.getLineAndCharacterOfPosition(start),
      end: file.getLineAndCharacterOfPosition(start + length),
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
      code,
    },
  ];
}
