import type { Made, Maker } from "./maker.ts";

/** Points; the sizes are those of Camunda Modeler. */
const SIZE = { decision: { width: 180, height: 80 }, input: { width: 125, height: 45 } };
const [LEFT, TOP, ACROSS, DOWN] = [160, 80, 220, 180];

/** The drawing: rows of elements from the top down, each row centred, with an arrow for every requirement. */
export function diagram(rows: readonly (readonly Made[])[], make: Maker): Made {
  const shown = rows.filter((row) => row.length > 0);
  const widest = Math.max(...shown.map((row) => row.length));
  const boxes = new Map<string, Box>();
  for (const [down, row] of shown.entries()) {
    const left = LEFT + ((widest - row.length) * ACROSS) / 2;
    for (const [across, element] of row.entries()) {
      const size = element.$type === "dmn:Decision" ? SIZE.decision : SIZE.input;
      boxes.set(element.id!, { element, x: left + across * ACROSS, y: TOP + down * DOWN, ...size });
    }
  }
  const shapes = [...boxes.values()].map(({ element, ...bounds }) =>
    make.element("dmndi:DMNShape", {
      id: make.id("DMNShape"),
      dmnElementRef: element,
      bounds: make.element("dc:Bounds", bounds),
    }),
  );
  const edges = [...boxes.values()].flatMap((box) => arrows(box, boxes, make));
  const drawn = make.element("dmndi:DMNDiagram", {
    id: make.id("DMNDiagram"),
    diagramElements: [...shapes, ...edges],
  });
  return make.element("dmndi:DMNDI", { diagrams: [drawn] });
}

interface Box {
  element: Made;
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Requirement extends Made {
  requiredDecision?: { href: string };
  requiredInput?: { href: string };
}

/** From the top of what is required to the bottom of what requires it; between neighbours of a row, from side to side. */
function arrows(to: Box, boxes: ReadonlyMap<string, Box>, make: Maker): Made[] {
  return ((to.element.informationRequirement ?? []) as Requirement[]).flatMap((requirement) => {
    const { href } = requirement.requiredDecision ?? requirement.requiredInput!;
    const from = boxes.get(href.slice(1));
    if (!from) return [];
    const level = from.y === to.y;
    const start = level ? side(from) : { x: from.x + from.width / 2, y: from.y };
    const end = level ? { x: to.x, y: to.y + to.height / 2 } : { x: to.x + to.width / 2, y: to.y + to.height };
    const waypoint = [start, end].map((point) => make.element("dc:Point", point));
    return [make.element("dmndi:DMNEdge", { id: make.id("DMNEdge"), dmnElementRef: requirement, waypoint })];
  });
}

const side = ({ x, y, width, height }: Box) => ({ x: x + width, y: y + height / 2 });
