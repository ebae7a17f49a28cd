import { expect, test } from "vitest";
import { isInteger } from "../value/decimal.ts";
import { between, type Which } from "./between.ts";

const ends = [undefined, -7, -1, -0.5, 0, 0.3, 1, 1.5, 2, 6];

test.each<Which>(["any", "whole", "fraction"])(
  "a number is found below, above and between bounds wherever one lies (%s)",
  (which) => {
    for (const low of ends) {
      for (const high of ends) {
        if (low !== undefined && high !== undefined && low >= high) continue;
        const found = between(low, high, "number", which) as number | undefined;
        const whole = low !== undefined && high !== undefined ? Math.ceil(high) - Math.floor(low) > 1 : true;
        if (which === "whole" && !whole) expect(found).toBeUndefined();
        else {
          expect([low, high, typeof found]).toEqual([low, high, "number"]);
          expect(found! > (low ?? -Infinity) && found! < (high ?? Infinity)).toBe(true);
          if (which !== "any") expect(isInteger(found!)).toBe(which === "whole");
        }
      }
    }
  },
);
