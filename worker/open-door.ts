import { expose } from 'comlink';

/** A door's methods by name; the compiler asks for each. */
type Named<Door> = { readonly [Name in keyof Door]: true };

/**
 * Offers a door's methods through a port, and nothing else of the object behind it: Comlink applies methods to what it
 * exposes, so they are bound.
 */
export function openDoor<Door extends object>(behind: Door, names: Named<Door>, port: MessagePort): void {
  const methods = Object.keys(names).map((name) => {
    const method = behind[name as keyof Door] as (...given: never[]) => unknown;
    return [name, method.bind(behind)] as const;
  });
  expose(Object.fromEntries(methods), port);
}
