import Handlebars from 'handlebars';

/** What a template calls by name, with or without parameters. */
export type Call = hbs.AST.MustacheStatement | hbs.AST.BlockStatement | hbs.AST.SubExpression;
export type PartialCall = hbs.AST.PartialStatement | hbs.AST.PartialBlockStatement;

/** Hands every call of a template that is sound to `onCall`, every partial to `onPartial`, from outside in. */
export function visitCalls(
  text: string,
  onCall: (call: Call) => void,
  onPartial: (call: PartialCall) => void = () => {},
): void {
  class Calls extends Handlebars.Visitor {
    override MustacheStatement(call: hbs.AST.MustacheStatement): void {
      onCall(call);
      super.MustacheStatement(call);
    }
    override BlockStatement(call: hbs.AST.BlockStatement): void {
      onCall(call);
      super.BlockStatement(call);
    }
    override SubExpression(call: hbs.AST.SubExpression): void {
      onCall(call);
      super.SubExpression(call);
    }
    override PartialStatement(call: hbs.AST.PartialStatement): void {
      onPartial(call);
      super.PartialStatement(call);
    }
    override PartialBlockStatement(call: hbs.AST.PartialBlockStatement): void {
      onPartial(call);
      super.PartialBlockStatement(call);
    }
  }
  new Calls().accept(Handlebars.parse(text));
}
