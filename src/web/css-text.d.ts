/** A style as a string, minified when it is bundled. */
declare module "*.css?text" {
  const style: string;
  export default style;
}
