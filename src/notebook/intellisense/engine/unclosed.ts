import type ts from 'typescript';
import type { TypeScript } from './cell.ts';

/**
 * What closes everything that a half-written text leaves open: `for (const row of rows) { row.` lacks a `}`. Without it
 * what stands behind the text would be read as a part of it.
 */
export function closing(typescript: TypeScript, text: string): string {
  const { SyntaxKind, ScriptTarget, LanguageVariant } = typescript;
  const scanner = typescript.createScanner(ScriptTarget.ESNext, false, LanguageVariant.Standard, text);
  const open: string[] = [];
  let cut = '';
  const insideTemplate = '}`';
  for (let token = scanner.scan(); token !== SyntaxKind.EndOfFileToken; token = scanner.scan()) {
    if (token === SyntaxKind.CloseBraceToken && open.at(-1) === insideTemplate)
      token = scanner.reScanTemplateToken(false);
    if (token === SyntaxKind.OpenBraceToken) open.push('}');
    else if (token === SyntaxKind.OpenParenToken) open.push(')');
    else if (token === SyntaxKind.OpenBracketToken) open.push(']');
    else if (token === SyntaxKind.TemplateHead) open.push(insideTemplate);
    else if (token === SyntaxKind.TemplateTail || scanner.getTokenText() === open.at(-1)) open.pop();
    if (scanner.isUnterminated()) cut = unterminated(typescript, token);
  }
  return cut + open.reverse().join('');
}

/** Strings end with their line by themselves. */
function unterminated({ SyntaxKind }: TypeScript, token: ts.SyntaxKind): string {
  if (token === SyntaxKind.MultiLineCommentTrivia) return '*/';
  return token === SyntaxKind.NoSubstitutionTemplateLiteral || token === SyntaxKind.TemplateTail ? '`' : '';
}
