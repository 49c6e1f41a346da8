import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { listSystemMailTemplates } from '#server/delivery/contract.ts';
import rows from '../../accounts/rows.module.css';
import { useCall } from '../../api/index.ts';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/states.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { SystemMailPage } from './system-mail-page.tsx';

/** Every mail the install writes, and whose words it says. */
export function TemplateList() {
  const templates = useCall(listSystemMailTemplates);
  return (
    <SystemMailPage tab="Words">
      <Loaded query={templates}>
        {({ items }) => (
          <Card>
            <ul className={rows.rows}>
              {items.map(({ kind, title, when, changedAt }) => (
                <li key={kind}>
                  <div className={rows.about}>
                    <Anchor
                      fw={600}
                      c="inherit"
                      renderRoot={(props) => (
                        <Link to="/operator/system-mail/$kind" params={{ kind }} {...props} />
                      )}
                    >
                      {title}
                    </Anchor>
                    <Text size="sm" c="dimmed">
                      {when}
                    </Text>
                  </div>
                  {changedAt && <StatusBadge tone="accent">Your words</StatusBadge>}
                </li>
              ))}
            </ul>
          </Card>
        )}
      </Loaded>
    </SystemMailPage>
  );
}
