import type { Budget } from './budget.ts';
import type { Atom, Condition, Test } from './nodes.ts';
import type { Scope } from './prepare-nodes.ts';
import { isBlank, lookUp, toNumber, toText, type Value } from './values.ts';

/** The value of a literal or a path, as a function of what a rendering carries along. */
export function prepareAtom(atom: Atom): (scope: Scope) => Value {
  if ('literal' in atom) {
    const { literal } = atom;
    return () => literal;
  }
  if ('word' in atom) return () => '';
  const { path } = atom;
  return (scope) => lookUp(scope.data, path);
}

export function prepareCondition(condition: Condition): (scope: Scope) => boolean {
  const tests = condition.tests.map(prepareTest);
  const { joins, not } = condition;
  return (scope) => {
    let result = tests[tests.length - 1]!(scope);
    for (let index = tests.length - 2; index >= 0; index--) {
      const left = tests[index]!(scope);
      result = joins[index] === 'and' ? left && result : left || result;
    }
    return result !== not;
  };
}

function prepareTest(test: Test): (scope: Scope) => boolean {
  const left = prepareAtom(test.left);
  if (!test.operator || !test.right) return (scope) => !isBlank(left(scope));
  const { operator } = test;
  if ('word' in test.right) {
    if (operator === '==') return (scope) => isBlank(left(scope));
    if (operator === '!=') return (scope) => !isBlank(left(scope));
    return () => false;
  }
  const right = prepareAtom(test.right);
  return (scope) => compare(left(scope), operator, right(scope), scope.budget);
}

/** A number and a numeric text compare as numbers: fields from a CSV file are texts. */
function compare(left: Value, operator: Test['operator'], right: Value, budget: Budget): boolean {
  if (operator === 'contains') return contains(left, right, budget);
  if (operator === '==') return equal(left, right, budget);
  if (operator === '!=') return !equal(left, right, budget);
  const [a, b] = [toNumber(left), toNumber(right)];
  if (a !== null && b !== null) return inOrder(a, operator, b);
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  budget.spendWork(Math.min(left.length, right.length));
  return inOrder(left, operator, right);
}

function inOrder<T extends string | number>(left: T, operator: Test['operator'], right: T): boolean {
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  return left >= right;
}

function equal(left: Value, right: Value, budget: Budget): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    budget.spendWork(Math.min(left.length, right.length));
    return left === right;
  }
  if (typeof left === 'number' || typeof right === 'number') {
    const [a, b] = [toNumber(left), toNumber(right)];
    return a !== null && a === b;
  }
  if (left === null || right === null)
    return isBlank(left) && isBlank(right) && left !== false && right !== false;
  return left === right;
}

function contains(list: Value, wanted: Value, budget: Budget): boolean {
  if (Array.isArray(list)) {
    budget.spendWork(list.length);
    return list.some((item) => equal(item ?? null, wanted, budget));
  }
  if (typeof list !== 'string') return false;
  budget.spendWork(list.length);
  const text = toText(wanted);
  return text !== '' && list.includes(text);
}
