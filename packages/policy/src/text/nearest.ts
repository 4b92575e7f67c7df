export { closest as nearest } from "@evenhand/cel";
