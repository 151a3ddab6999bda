import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { RuleArgs } from '../routing/rule-args.ts'
import type { Controller } from './controller.ts'
import type { Request } from './request.ts'

type IsAny<T> = 0 extends 1 & T ? true : false

/** What a rule's variables and a schema give an endpoint. */
export type Given<Paths, Schema> = ([Paths] extends [never]
  ? unknown
  : Paths extends string | readonly string[]
    ? RuleArgs<Paths>
    : unknown) &
  (Schema extends StandardSchemaV1 ? StandardSchemaV1.InferOutput<Schema> : unknown)

// The text of a message is the name of a property that nobody has: that is how the compiler prints it.
type Message<Text extends string> = { readonly [Key in Text]: never }

type Fits<Value, Wanted> = IsAny<Wanted> extends true ? true : [Value] extends [Wanted] ? true : false

type Problem<Given, Type, Args, Key extends keyof Args> = Key extends keyof Given
  ? Fits<Given[Key], Args[Key]> extends true
    ? never
    : Message<`The parameter '${Key & string}' has another type in the route`>
  : undefined extends Args[Key]
    ? Type extends 'http'
      ? Fits<string, Args[Key]> extends true
        ? never
        : Fits<File, Args[Key]> extends true
          ? never
          : Message<`The parameter '${Key & string}' comes as text: type it string, or give the option params a schema`>
      : never
    : Message<`The parameter '${Key & string}' is not in the route: type it optional`>

type Problems<Given, Type, Args> =
  IsAny<Args> extends true ? never : { [Key in keyof Args]-?: Problem<Given, Type, Args, Key> }[keyof Args]

/** `unknown` where an endpoint's parameters fit its route, else something that it cannot be, whose name says why. */
export type Checked<Given, Type, Args> = [Problems<Given, Type, Args>] extends [never]
  ? unknown
  : Problems<Given, Type, Args>

/** Marks a method of a `Controller` subclass as an endpoint whose parameters are known. */
export type RouteDecorator<Given, Type> = <This extends Controller, Args>(
  method: ((this: This, args: Args, request: Request) => unknown) & Checked<Given, Type, Args>,
  context: ClassMethodDecoratorContext<This>,
) => void

/** Marks an endpoint whose route an ancestor states. */
export type OverrideDecorator = <This extends Controller>(
  method: (this: This, args: never, request: Request) => unknown,
  context: ClassMethodDecoratorContext<This>,
) => void
